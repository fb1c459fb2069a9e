// Rules that are compiled, packed and judged by, all in JavaScript.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { diagnose } from "why401";
import { compile, RulesError } from "why401/author";

const path = new URL("../../docs/example-rule.md", import.meta.url);
const PASTE =
  'HTTP/1.1 407 Proxy Authentication Required\nServer: squid/6.6\nProxy-Authenticate: Basic realm="proxy"\n\n';

test("a rule file becomes a pack, and the pack speaks", async () => {
  const text = await readFile(path, "utf8");
  const pack = await compile("mine", { "example-rule.md": text });
  const without = await diagnose(PASTE, { now: 0 });
  const report = await diagnose(PASTE, { now: 0, packs: [pack] });
  const finding = report.cases[0]?.findings.find(({ rule }) => rule === "mine/example-rule");
  assert.equal(finding?.verdict, "confirmed");
  assert.equal(
    finding.title,
    "Going to this site takes a password in the clear: the proxy asks for Basic alone",
  );
  assert.equal(without.cases[0]?.findings.length, (report.cases[0]?.findings.length ?? 0) - 1);
});

test("mistakes are told with their places", async () => {
  const text = await readFile(path, "utf8");
  const files = { "example-rule.md": text.replace("server.product", "server.produkt") };
  await assert.rejects(compile("mine", files), (error) => {
    assert.ok(error instanceof RulesError);
    const [mistake] = error.mistakes;
    assert.equal(mistake?.message, "there is no fact `server.produkt`");
    assert.equal(mistake.help, "did you mean `server.product`?");
    assert.equal(files["example-rule.md"].split("\n")[mistake.line - 1]?.slice(0, 9), "confirm =");
    assert.ok(error.message.includes("^^^^"));
    return true;
  });
  await assert.rejects(compile("No Name", { "example-rule.md": text }), /lower-case letters/);
});

test("what is no pack is refused", async () => {
  const pack = await compile("mine", { "example-rule.md": await readFile(path, "utf8") });
  const refused = (/** @type {any} */ packs) =>
    assert.rejects(diagnose(PASTE, { packs }), (error) => error instanceof TypeError);
  await refused("pack");
  await refused(["pack"]);
  await refused([new Uint8Array(8)]);
  await refused([pack.slice(0, -1)]);
  await refused(Array.from({ length: 17 }, () => pack));
  await refused([new Uint8Array((4 << 20) + 1)]);
  await diagnose(PASTE, { packs: [] });
});
