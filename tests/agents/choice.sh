#!/bin/bash
# SPDX-License-Identifier: ISC
# Which shell the real Claude Code starts, and which one `platectl doctor` says that it starts, are the same.
#
#   tests/agents/choice.sh          (needs a built platectl in $top_builddir)
#
# CLIENT_CACHE   where the client is installed, once (default: a folder in the build tree)
# Prints TAP. Skips only when the npm registry does not answer. Managed settings are the machine's own file and are left
# out here.
set -u
. "$(dirname "$0")/client.bash"
platectl=$(cd "${top_builddir:-.}" && pwd)/platectl
need_client

# The client looks for "bash" and "zsh" in whole paths, so the folder must say neither.
x=$(mktemp -d /tmp/choice.XXXXXX) || exit 1
trap 'rm -rf "$x"' EXIT
cd "$x" || exit 1
mkdir -p named bashy plain zshd path cfg proj/.claude home root named/folder-bash
for link in named/guardbash named/link-bash named/my-zsh-thing bashy/gsh plain/gsh zshd/guardbash zshd/gsh path/bash; do
	ln -s /bin/bash "$link"
done
cp /bin/bash named/noexec-bash
chmod 644 named/noexec-bash
printf '#!/bin/bash\nexec /bin/bash "$@"\n' > named/scriptbash
chmod 755 named/scriptbash
# shellcheck disable=SC2016 # $SHELL is for the client's shell
echo '["echo $SHELL"]' > commands.json
user=cfg/settings.json project=proj/.claude/settings.json own=proj/.claude/settings.local.json
setting() { printf '{"env":{"%s":"%s"}}' "$2" "$3" > "$1"; }

# row NAME SHELL [VARIABLE=VALUE...]: with $flag after --settings.
flag=
row() {
	local name=$1 shell=$2 real said v extra=()
	shift 2
	for v in "$@"; do extra+=(-e "$v"); done
	real=$("$here/run-claude.sh" -t 60 -v "$version" -e "CLAUDE_CONFIG_DIR=$x/cfg" -e "HOME=$x/home" -C "$x/proj" \
	    ${extra[@]+"${extra[@]}"} "$shell" "$x/commands.json" ${flag:+-- --settings "$flag"} 2> /dev/null |
	    sed -n 's/.*"tool_result":"\([^"\\]*\).*/\1/p')
	said=$(env -i PATH="$PATH" HOME="$x/home" CLAUDE_CONFIG_DIR="$x/cfg" SHELL="$shell" "$@" \
	    "$platectl" doctor --root "$x/root" --project "$x/proj" ${flag:+--settings "$flag"} --format json |
	    sed -n 's/.*"client":{"shell":"\([^"]*\)".*/\1/p')
	n=$((n + 1))
	if [ -n "$real" ] && [ "$real" = "$said" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# the client started: $real; doctor said: $said"
	fi
	rm -f "$user" "$project" "$own" cfg/.claude.json
}

row "a name that says bash" "$x/named/guardbash"
row "a folder that says bash" "$x/bashy/gsh"
row "neither" "$x/plain/gsh"
row "not executable" "$x/named/noexec-bash"
row "missing" "$x/named/missing-bash"
row "a script" "$x/named/scriptbash"
row "a name that says zsh" "$x/named/my-zsh-thing"
row "a folder that says zsh, a name that says bash" "$x/zshd/guardbash"
row "only the folder says zsh" "$x/zshd/gsh"
row "/bin/sh" /bin/sh
row "empty" ""
PATH=$x/named:$PATH row "a relative name" guardbash
PATH=$x/path:$PATH row "bash on PATH" /missing/bash
row "CLAUDE_CODE_SHELL comes first" /bin/bash "CLAUDE_CODE_SHELL=$x/named/guardbash"
row "a CLAUDE_CODE_SHELL that is passed over" "$x/named/link-bash" "CLAUDE_CODE_SHELL=$x/plain/gsh"
setting "$user" SHELL "$x/named/guardbash"
row "SHELL in the user's settings" /bin/bash
setting "$user" PATH "$x/path"
row "PATH in the user's settings" /missing/bash
setting "$user" CLAUDE_CODE_SHELL ""
row "an empty setting" "$x/named/link-bash" "CLAUDE_CODE_SHELL=$x/named/guardbash"
setting cfg/.claude.json CLAUDE_CODE_SHELL "$x/named/guardbash"
row "the old global settings" /bin/bash
setting "$user" CLAUDE_CODE_SHELL "$x/named/guardbash"
setting "$project" CLAUDE_CODE_SHELL "$x/named/link-bash"
row "the project beats the user" /bin/bash
setting "$project" CLAUDE_CODE_SHELL "$x/named/link-bash"
setting "$own" CLAUDE_CODE_SHELL "$x/bashy/gsh"
row "local settings beat the project's" /bin/bash
setting "$own" CLAUDE_CODE_SHELL "$x/bashy/gsh"
flag='{"env":{"CLAUDE_CODE_SHELL":"'$x/named/guardbash'"}}'
row "--settings beats the project" /bin/bash
flag=
while IFS='|' read -r name text; do
	printf "$text" "$x/named/guardbash" > "$user"
	row "$name" "$x/named/link-bash"
done <<'END'
a comma too much|{"env":{"CLAUDE_CODE_SHELL":"%s"},}
a comment|{\n// c\n"env":{"CLAUDE_CODE_SHELL":"%s"}}
another value that is no text|{"env":{"CLAUDE_CODE_SHELL":"%s","B":7}}
a byte order mark|\xef\xbb\xbf{"env":{"CLAUDE_CODE_SHELL":"%s"}}
permissions that are no object|{"env":{"CLAUDE_CODE_SHELL":"%s"},"permissions":7}
the same key twice|{"env":{"CLAUDE_CODE_SHELL":"%s","CLAUDE_CODE_SHELL":"/usr/bin/bash"}}
null|{"env":{"CLAUDE_CODE_SHELL":null}}
END
echo "1..$n"
