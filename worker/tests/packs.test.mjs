// Rules of a pack in workerd.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { compile } from "why401/author";
import { withWorker } from "./harness.mjs";

const EXCHANGE = {
  request: { method: "GET", url: "http://a/", headers: {} },
  response: {
    status: 407,
    headers: { Server: "squid/6.6", "Proxy-Authenticate": 'Basic realm="proxy"' },
  },
};

test("a pack that is added speaks, and still does after the instance ended", async () => {
  const rule = await readFile(new URL("../../docs/example-rule.md", import.meta.url), "utf8");
  const pack = await compile("mine", { "example-rule.md": rule });
  await withWorker("workers/watched.js", { ORIGIN: "http://127.0.0.1:9" }, async (address) => {
    /** @param {string} order @param {BodyInit} [body] */
    const send = async (order, body = "") => {
      const response = await fetch(address + order, { method: "POST", body });
      return response.ok ? response.json() : response.status;
    };
    const found = async () => {
      const told = await send("/.diagnose", JSON.stringify(EXCHANGE));
      return told.findings?.map((/** @type {any} */ { rule, title }) => [rule, title]);
    };
    assert.deepEqual(await found(), []);
    assert.match(await send("/.add-pack", "nothing"), /^TypeError: these bytes are no compiled/);
    assert.match(await send("/.add-pack", new Uint8Array(pack.slice(0, -1))), /^TypeError: /);
    assert.equal(await send("/.add-pack", new Uint8Array(pack)), "added");
    const expected = [
      [
        "mine/example-rule",
        "Going to a takes a password in the clear: the proxy asks for Basic alone",
      ],
    ];
    assert.deepEqual(await found(), expected);
    await send("/.spoil");
    assert.equal(await found(), undefined);
    assert.deepEqual(await found(), expected);
  });
});
