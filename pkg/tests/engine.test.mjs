// The engine around an instance: what becomes of it when the instance ends.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EngineError, engineOver, entry } from "../dist/engine.js";
import * as firstGlue from "../dist/first/why401_first.js";
import * as glue from "../dist/wasm/why401.js";

const HEAD =
  "GET / HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic YTpi\r\n\r\n" +
  'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a"\r\n\r\n';

test("a trap ends the instance, is told, and the next call gets a fresh one", async () => {
  const module = await readFile(new URL("../dist/wasm/why401_bg.wasm", import.meta.url));
  const { memory } = await glue.default({ module_or_path: module });
  const engine = engineOver(glue);
  const before = engine.diagnose("WWW-Authenticate: NTLM", { now: 0 });
  // With its memory spoilt, whatever the module does next goes wrong.
  new Uint8Array(memory.buffer).fill(0xff);
  assert.throws(
    () => engine.diagnose("WWW-Authenticate: NTLM", { now: 0 }),
    (error) => error instanceof EngineError && error.cause instanceof WebAssembly.RuntimeError,
  );
  assert.deepEqual(engine.diagnose("WWW-Authenticate: NTLM", { now: 0 }), before);
});

test("running out of stack ends the instance, a refused argument does not", () => {
  const errors = [
    new RangeError("Maximum call stack size exceeded"),
    new RangeError("this paste has 65 MiB and the limit is 64 MiB"),
    new TypeError("a paste is a string"),
  ];
  let fresh = 0;
  const engine = engineOver({
    diagnose: () => {
      throw errors.shift();
    },
    __wbg_reset_state: () => {
      fresh += 1;
    },
  });
  assert.throws(() => engine.diagnose(""), { name: "EngineError" });
  assert.throws(() => engine.diagnose(""), { name: "RangeError" });
  assert.throws(() => engine.diagnose(""), { name: "TypeError" });
  assert.equal(fresh, 1);
});

test("a module that could not be loaded is loaded by the next call", async () => {
  let calls = 0;
  const { load } = entry(
    async () => {
      calls += 1;
      if (calls === 1) throw new Error("offline");
      return glue;
    },
    () => assert.fail("nothing was diagnosed"),
  );
  await assert.rejects(load(), /offline/);
  await load();
  await load();
  assert.equal(calls, 2);
});

test("the whole engine is loaded for what the first look does not read, and then asked alone", async () => {
  const LOG = "#Fields: date time sc-status\r\n2026-11-22 09:00:00 401\r\n";
  /** @type {string[]} */
  const asked = [];
  const { first_look } = await startFirst();
  const engine = entry(
    async () => {
      asked.push("whole");
      return glue;
    },
    async () => ({
      first_look: (...input) => {
        asked.push("first");
        return first_look(...input);
      },
    }),
  );
  const report = await engine.diagnose(HEAD, { now: 0, answers: {} });
  assert.deepEqual(asked, ["first"]);
  // Options that it does not know, and bytes, are not for the first look.
  await engine.diagnose(HEAD, { now: 0, all: true });
  assert.deepEqual(asked, ["first", "whole"]);
  assert.deepEqual(await engine.diagnose(HEAD, { now: 0 }), report);
  await engine.diagnose(LOG);
  assert.deepEqual(asked, ["first", "whole"]);
});

test("a first look is one at all pastes, and none where one has U+0000", async () => {
  const engine = entry(() => Promise.reject(new Error("not loaded")), startFirst);
  const report = await engine.diagnose([HEAD, HEAD], { now: 0 });
  assert.deepEqual(report, engineOver(glue).diagnose([HEAD, HEAD], { now: 0 }));
  assert.equal(report.cases[0]?.handshake.at(-1)?.span.paste, 1);
  await assert.rejects(engine.diagnose(`${HEAD}\0`), /not loaded/);
});

test("a first look that fails is none", async () => {
  for (const startFirst of [
    () => Promise.reject(new Error("offline")),
    async () => ({
      first_look: () => {
        throw new WebAssembly.RuntimeError("unreachable");
      },
    }),
  ]) {
    const engine = entry(async () => glue, startFirst);
    assert.equal((await engine.diagnose(HEAD)).cases.length, 1);
  }
});

test("what is wrong with an argument is said without the whole engine having been asked before", async () => {
  const engine = entry(async () => glue, startFirst);
  // @ts-expect-error -- not a paste
  await assert.rejects(engine.diagnose(401), { name: "TypeError" });
  const other = entry(async () => glue, startFirst);
  // @ts-expect-error -- misspelt
  await assert.rejects(other.diagnose("", { anwers: {} }), {
    name: "TypeError",
    message: /anwers/,
  });
});

async function startFirst() {
  const module = await readFile(new URL("../dist/first/why401_first_bg.wasm", import.meta.url));
  firstGlue.initSync({ module });
  return firstGlue;
}
