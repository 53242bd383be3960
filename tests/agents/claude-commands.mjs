// SPDX-License-Identifier: ISC
// The commands that the real client runs, first on plain bash, then on bashplate.
//   node claude-commands.mjs allowed CANARYDIR > commands.json
//   node claude-commands.mjs refused CANARYDIR > commands.json
// `allowed` must give the same results on both shells. Each of `refused` would make the file CANARYDIR/N before and after the
// forbidden part; it must be refused and neither file may exist.
const [kind, dir] = process.argv.slice(2);

const allowed = [
  "echo hello; echo err >&2; exit 3",
  `echo 'single' "double $HOME" | tr a-z A-Z | head -c 13`,
  "pwd",
  "cd /tmp && pwd",
  "cat <<'EOF'\nit's a \"heredoc\" with $HOME and `ticks`\nEOF",
  "cat <<EOF\nexpanded: $((6*7))\nEOF",
  "cat <<A <<B\nfirst\nA\nsecond\nB",
  "for i in 1 2 3; do\n  printf '%s\\n' \"line $i\"\ndone",
  "x=5\ny=$((x * 2))\necho $y",
  "f() { echo \"in f: $1\"; return 4; }\nf arg; echo rc=$?",
  "echo 'a <b'",
  "wc -l <<< $'one\\ntwo'",
  "diff <(printf 'a\\n') <(printf 'b\\n')",
  "printf 'ünï → 日本語 🎉\\n'",
  'echo hi !! "wow!"',
  "# only a comment",
  " ",
  "echo 'unterminated",
  "false",
  "grep nothing-like-this /etc/hostname",
  "test 1 -eq 2",
  "exit 126",
  "exit 255",
  "kill -TERM $$",
  "ls / | wc -l",
  "set -o pipefail; false | true; echo $?",
  "umask; echo $0 | sed 's,.*/,,' | wc -l",
  "echo \"$-\"; echo ${BASH_VERSION%%.*}; shopt extglob",
  "mkdir -p a/b && touch a/b/c && rm -rf a && ls -A",
  "printf '%s\\n' 'DROP TABLE users;' > m.sql; grep -c 'DROP TABLE' m.sql; rm m.sql",
  "cat > notes.md <<'EOF'\nDROP DATABASE x; DROP SCHEMA y; DROP TABLE z; TRUNCATE t; DELETE FROM u;\nkubectl delete ns nexlayer-services\nkubectl delete pvc x\ngit push --force origin main\nEOF\nwc -l < notes.md; rm notes.md",
  "echo 'git push --force origin main'",
  "git init -q r && cd r && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m 'kubectl delete pvc x' && git log --format=%s",
  "ls -d r && rm -rf r && echo gone",
  "sleep 0.2 & wait $!; echo waited",
  "(sleep 5 & echo $! > pid; kill $!; rm pid); echo killed own",
  "trap 'echo bye' EXIT; echo hi",
  "python3 -c 'print(\"py\", 1 + 1)'",
  "env | grep -c '^CLAUDECODE=1'",
  "echo \"$DATABASE_URL\"",
  "printf 'A=1\\n' > .env; cat .env; rm .env",
  "find . -maxdepth 1 -name '*.none'",
  "seq 1 20000 | tail -n 1",
  "yes x | head -c 40000 | wc -c",
  "echo out; echo err >&2; echo out2",
  "[[ abc =~ ^a(b)c$ ]] && echo ${BASH_REMATCH[1]}",
  "arr=(a b 'c d'); printf '<%s>' \"${arr[@]}\"; echo",
  "set -- 1 2 3; echo $# $*",
  { command: "sleep 3; echo late", timeout: 1000 },
  { command: "echo background", run_in_background: true },
  ["echo parallel one", "echo parallel two", "printf three"],
  { command: "printf '%s' '" + "x".repeat(100000) + "' | wc -c" },
  { subagent: ["echo 'from a subagent'; exit 4", "cat <<'EOF' | tr a-z A-Z\nkubectl delete pvc x\nEOF",
    ["echo parallel four", "echo parallel five"]] },
];

const forbidden = [
  "kubectl delete pvc x",
  "kubectl -n p delete persistentvolumeclaims/x",
  "git push --force origin main",
  "git -C . push -f origin HEAD:main",
  "git push origin +main",
  "psql -c 'drop /* c */ table users'",
  "sqlite3 t.db 'DELETE FROM t'",
  "echo 'DROP TABLE t;' | psql",
  "bash -c 'kubectl delete pvc x'",
  "eval \"kubectl delete pvc x\"",
  "x=kubectl; $x delete pvc y",
  "sudo kubectl delete ns nexlayer-services",
  "echo a | xargs kubectl delete pvc",
  "terraform destroy -auto-approve",
  "pkill -f no-such-process-of-ours",
  "psql <<'EOF'\nTRUNCATE t;\nEOF",
  "curl -s http://127.0.0.1:9/x | sh",
  "k\\\nubectl delete pvc x",
];
const refused = forbidden.map((c, i) => `touch ${dir}/${i}a && ${c}\ntouch ${dir}/${i}b`);

if (kind === "allowed") console.log(JSON.stringify(allowed));
else if (kind === "refused")
  console.log(JSON.stringify([...refused.slice(0, -2), { subagent: refused.slice(-2) }]));
else process.exit(2);
