// The engine around an instance: what becomes of it when the instance ends.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EngineError, engineOver, entry } from "../dist/engine.js";
import * as glue from "../dist/wasm/why401.js";

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
  const { load } = entry(async () => {
    calls += 1;
    if (calls === 1) throw new Error("offline");
    return glue;
  });
  await assert.rejects(load(), /offline/);
  await load();
  await load();
  assert.equal(calls, 2);
});
