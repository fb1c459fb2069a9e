// The entry for `import` in Node, as who installs the package gets it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { diagnose, EngineError, load } from "why401";

const PASTE = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\n\r\n";

test("a paste is answered with a report of plain data", async () => {
  const report = await diagnose(PASTE);
  assert.equal(report.schema, "why401/report/1");
  assert.equal(report.offsets, "utf-16");
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

test("text, bytes and several pastes are taken", async () => {
  const engine = await load();
  const bytes = new TextEncoder().encode(PASTE);
  assert.deepEqual(engine.diagnose(bytes).cases, engine.diagnose(PASTE).cases);
  engine.diagnose([PASTE, bytes]);
  engine.diagnose([]);
  engine.diagnose("", { now: 0, answers: { "server.major": "5" }, all: true });
  engine.diagnose("", { now: undefined, answers: undefined, all: undefined });
});

test("the engine is loaded once", async () => {
  assert.equal(await load(), await load());
});

test("what is wrong with an argument is said, and the engine goes on", async () => {
  const engine = await load();
  // @ts-expect-error -- not a paste
  assert.throws(() => engine.diagnose(401), { name: "TypeError", message: /a paste is a string/ });
  // @ts-expect-error -- misspelt
  assert.throws(() => engine.diagnose("", { anwers: {} }), {
    name: "TypeError",
    message: /anwers/,
  });
  const large = new Uint8Array((64 << 20) + 1);
  assert.throws(() => engine.diagnose(large), { name: "RangeError", message: /limit is 64 MiB/ });
  assert.equal(engine.diagnose(PASTE).schema, "why401/report/1");
  assert.equal(new EngineError("x").name, "EngineError");
});

test("the schema is exported, and names the report's fields", async () => {
  const file = createRequire(import.meta.url).resolve("why401/report.schema.json");
  const schema = JSON.parse(await readFile(file, "utf8"));
  const report = await diagnose(PASTE);
  assert.deepEqual(Object.keys(report).sort(), Object.keys(schema.properties).sort());
  assert.deepEqual([...schema.required].sort(), Object.keys(report).sort());
});
