// The entry for `require` in Node, as who installs the package gets it.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const why401 = require("why401");

test("a paste is answered", async () => {
  const report = await why401.diagnose("WWW-Authenticate: NTLM\n");
  assert.equal(report.schema, "why401/report/1");
});

test("a loaded engine answers at once, and is the same that `import` gets", async () => {
  const engine = await why401.load();
  assert.equal(engine.diagnose("").schema, "why401/report/1");
  assert.equal(engine, await (await import("why401")).load());
});
