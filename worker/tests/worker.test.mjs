// The worker that is deployed, in workerd in front of an origin.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { get, withOrigin, withWorker } from "./harness.mjs";

const READY = "../dist/deploy/worker.js";
const KEY = "a key of the test";

/** A capture that the command line, the page and the extension are tested with too. */
const capture = new URL("../../tests/captures/ntlm-alone-iis5-401/", import.meta.url);

const [statusLine = "", ...lines] = (await readFile(new URL("paste.txt", capture), "utf8"))
  .trimEnd()
  .split(/\r?\n/);
const [, status, reason] = /^HTTP\/1\.1 (\d+) (.*)$/.exec(statusLine) ?? [];
const fields = lines.map((line) => line.split(": ", 2));
const length = Number(fields.find(([name]) => name === "Content-Length")?.[1]);

/** @type {import("node:http").RequestListener} */
function founding(_, response) {
  response.writeHead(Number(status), reason, fields.flat());
  response.end("x".repeat(length));
}

test("the founding trace has the rule and the verdict of the report", async () => {
  const report = JSON.parse(await readFile(new URL("report.json", capture), "utf8"));
  const { rule, verdict, severity, title } = report.cases[0].findings[0];
  await withOrigin(founding, (ORIGIN) =>
    withWorker(READY, { ORIGIN, WHY401_KEY: KEY }, async (address, logged) => {
      const url = `${address}/a?access_token=secret`;
      const allowed = await get(url, {
        headers: { "Why401-Key": KEY, Cookie: "id=secret" },
      });
      assert.equal(allowed.status, 401);
      assert.equal(
        allowed.headers["why401"],
        `${rule};verdict=${verdict};severity=${severity};title="${title}"`,
      );
      assert.equal(allowed.headers["www-authenticate"], "NTLM");
      assert.equal(allowed.body.length, length);

      for (const headers of [{}, { "Why401-Key": "another" }, { "Why401-Key": "" }]) {
        const refused = await get(url, { headers });
        assert.equal(refused.status, 401);
        assert.equal(refused.headers["why401"], undefined);
      }

      const record = JSON.parse(logged[0] ?? "");
      assert.equal(record.event, "why401");
      assert.equal(record.method, "GET");
      assert.equal(record.status, 401);
      assert.equal(record.outcome, "open");
      // As in the report: without port and query.
      assert.equal(record.url, "http://127.0.0.1/a");
      const [primary] = record.findings;
      assert.deepEqual(
        [primary.rule, primary.verdict, primary.severity, primary.title],
        [rule, verdict, severity, title],
      );
      assert.equal(logged.length, 4);
      assert.doesNotMatch(logged.join("\n"), /secret/);
    }),
  );
});

test("the origin gets the path, and not the key", async () => {
  /** @type {import("node:http").IncomingMessage[]} */
  const seen = [];
  await withOrigin(
    (request, response) => {
      seen.push(request);
      response.writeHead(302, { Location: "https://elsewhere.example/" }).end();
    },
    (ORIGIN) =>
      withWorker(READY, { ORIGIN, WHY401_KEY: KEY }, async (address) => {
        const moved = await get(`${address}//elsewhere.example/a?b`, {
          headers: { "Why401-Key": KEY },
        });
        assert.equal(moved.status, 302);
        assert.equal(moved.headers.location, "https://elsewhere.example/");
        assert.equal(seen[0]?.url, "//elsewhere.example/a?b");
        assert.equal(seen[0]?.headers["why401-key"], undefined);
      }),
  );
});
