// The module for the edge, which is small for what it leaves out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { diagnose } from "why401";

test("the module for the edge has titles, and neither prose nor questions nor readers", async () => {
  const { cases, questions } = await diagnose(
    "HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/5.0\r\nWWW-Authenticate: NTLM\r\n\r\n",
  );
  const [finding] = cases[0]?.findings ?? [];
  /** @param {string} name */
  const module = (name) => readFile(new URL(`../dist/${name}_bg.wasm`, import.meta.url));
  const [page, edge] = await Promise.all([module("wasm/why401"), module("edge/why401_edge")]);
  assert.ok(finding && questions[0]);
  assert.ok(edge.includes(finding.title));
  // The beginning of each text, as long as it has no place to be filled.
  for (const text of [finding.cause.slice(0, 40), questions[0].text, "adsutil", "past the limit"]) {
    assert.ok(page.includes(text), text);
    assert.ok(!edge.includes(text), text);
  }
});
