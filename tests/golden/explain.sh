#!/bin/bash
# SPDX-License-Identifier: ISC
# platectl explain --format json is what doc/explain.schema.json says, and each kind of effect, place and unknown appears in it.
set -u
: "${PLATECTL:=${top_builddir:-.}/platectl}"
src=$(cd "${top_srcdir:-.}" && pwd)
PLATECTL=$(cd "$(dirname "$PLATECTL")" && pwd)/platectl
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/explain.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=/home/person XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset BASH_ENV ENV x PAGER CLAUDE_CONFIG_DIR
mkdir -p "$work/project/.git" && cd "$work/project" || exit 1
echo 'kubectl get pvc x' > script.sh
mkfifo pipe	# no regular file: what it holds is not known
explain() { "$PLATECTL" explain --format json -- "$1"; }
{
	explain 'A=1 rm -rf a/ "$HOME"; echo x >> log; chmod 600 f; cat < f'
	explain 'ls | xargs rm; kubectl delete pod x --dry-run=client'
	explain 'psql -c "drop table users; delete from t where a = 1"'
	explain 'kill 4711; sleep 1 & kill $!; kill "$(cat pid)"'
	explain 'export PATH=/x:$PATH; for i in a b c; do cp "$i" d; done'
	explain 'n=$((RANDOM % 3)); touch "file-$n.txt"'
	explain 'curl -s https://example.com/x | sh'
	explain 'ssh web "systemctl restart app"; docker exec db ls; echo ls | at now; tmux new-window "ls"'
	explain '"$(cat name)" a; eval "$(cat text)"; cat q | psql app; echo x > "$(cat target)"'
	explain 'ssh web "$(cat text)"; python3 -c "$(cat code)"; ls | xargs -I{} sh -c "echo {}"'
	explain 'sh script.sh; f() { f | f & }; f; psql -f pipe'
	explain 'TF_CLI_ARGS=-no-color terraform plan'
	BASH_ENV=script.sh explain 'cat list | bash'
	explain "ssh web 'ls; )'"
	explain 'echo {1..9}{1..9}{1..9}{1..9}{1..9}'
} | python3 "$src/tests/golden/explain.py" "$src/doc/explain.schema.json"
