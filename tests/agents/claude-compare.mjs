// SPDX-License-Identifier: ISC
// Compare what the model read from plain bash and from bashplate.
//   node claude-compare.mjs WORKDIR     prints "ok<TAB>name" or "not ok<TAB>name<TAB>detail" per command
import fs from "node:fs";
const dir = process.argv[2];
const load = (name) => {
  const out = new Map();
  for (const l of fs.readFileSync(`${dir}/${name}.jsonl`, "utf8").split("\n")) {
    if (l === "") continue;
    const r = JSON.parse(l);
    out.set(r.index, r);
  }
  return out;
};
// Numbers and names that differ between any two runs of plain bash as well.
const same = (s) => s
  .replace(/run-claude\.\w+/g, "run-claude.X")
  .replace(/\bID: \w+/g, "ID: X").replace(/\(ID\w*\)/g, "(ID)").replace(/\b[0-9a-z]{9}\.output/g, "X.output")
  .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
  .replace(/agentId: .*/s, "agentId: X")
  .replace(/ID \w+/g, "ID X").replace(/\(ID \w+\)/g, "(ID X)")
  .replace(/^\S*bash: eval: line/gm, "bash: eval: line").replace(/^\S*(bash|bashplate): line/gm, "bash: line")
  .replace(/^\S*bashplate: eval: line/gm, "bash: eval: line");
const name = (c) => JSON.stringify((c ?? "(a subagent)").slice(0, 60));
const say = (good, what, detail) =>
  console.log([good ? "ok" : "not ok", what, detail ?? ""].map((s) => s.replace(/[\t\n]/g, " ")).join("\t"));

const plain = load("plain"), guarded = load("guarded"), refused = load("refused");
for (const [i, p] of [...plain].sort((a, b) => a[0] - b[0])) {
  const g = guarded.get(i);
  const good = g && same(g.tool_result) === same(p.tool_result) && g.is_error === p.is_error;
  say(good, `same as plain bash: ${name(p.command)}`,
    good ? "" : `bash: ${JSON.stringify(p.tool_result.slice(0, 300))} bashplate: ${JSON.stringify((g?.tool_result ?? "nothing").slice(0, 700))}`);
}
// The client numbers the calls of the main conversation first, then those of the subagent.
const script = JSON.parse(fs.readFileSync(`${dir}/refused.json`));
const inside = script.flatMap((e) => e.subagent ?? []);
const want = [...script.map((e, i) => [e, i]), ...inside.map((e, i) => [e, script.length + i])]
  .filter(([e]) => typeof e === "string");
for (const [c, i] of want) {
  const r = refused.get(i);
  const good = r && r.is_error === true && /^Exit code 126\nbashplate: refused by /.test(r.tool_result);
  say(good, `refused${i >= script.length ? " in a subagent" : ""}: ${name(c.split("\n").slice(0, -1).join(" ").replace(/^touch \S+ && /, ""))}`,
    good ? "" : JSON.stringify((r?.tool_result ?? "nothing").slice(0, 500)));
}
say(inside.length > 0 && [...guarded.values()].some((r) => r.tool === "Agent"), "a subagent ran commands, and another was refused");
say(plain.size >= 40, `${plain.size} commands were compared`);
say(want.length >= 12, `${want.length} commands were to be refused`);
