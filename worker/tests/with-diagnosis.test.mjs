// The wrapper in workerd, in front of an origin that refuses in many ways.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as ask } from "node:http";
import { test } from "node:test";
import { parseList } from "structured-headers";
import { get, withOrigin, withWorker } from "./harness.mjs";

const WATCHED = "workers/watched.js";
const ALLOWED = { headers: { "x-guard": "allows" } };

/** @type {Record<string, [number, Record<string, string | string[]>]>} */
const ANSWERS = {
  "/ok": [200, { "WWW-Authenticate": "NTLM" }],
  "/missing": [404, {}],
  "/forbidden": [403, {}],
  "/forbidden-and-asked": [403, { "WWW-Authenticate": "Bearer" }],
  "/ntlm": [401, { Server: "Microsoft-IIS/5.0", "WWW-Authenticate": "NTLM" }],
  "/both": [401, { Server: "Microsoft-IIS/5.0", "WWW-Authenticate": ["Negotiate", "NTLM"] }],
  "/bearer": [401, { "WWW-Authenticate": 'Bearer realm="a, NTLM", error="invalid_token"' }],
  "/proxy": [407, { "Proxy-Authenticate": 'Basic realm="proxy"' }],
  "/cookies": [401, { "WWW-Authenticate": "NTLM", "Set-Cookie": ["a=1", "b=2"] }],
};

/** @type {import("node:http").RequestListener} */
function answer(request, response) {
  const [status, headers] = ANSWERS[request.url ?? ""] ?? [500, {}];
  response.writeHead(status, headers).end("a body");
}

/**
 * @param {(address: string, state: () => Promise<any>) => Promise<void>} use
 * @param {import("node:http").RequestListener} [listener]
 */
function watched(use, listener = answer) {
  return withOrigin(listener, (ORIGIN) =>
    withWorker(WATCHED, { ORIGIN }, (address) =>
      use(address, async () => JSON.parse((await get(`${address}/.state`)).body)),
    ),
  );
}

/** @param {any} state */
function rulesOf({ records }) {
  return records.map((/** @type {any} */ { findings }) =>
    findings.map((/** @type {any} */ f) => f.rule),
  );
}

test("what is no refusal does not touch WebAssembly", async () => {
  await watched(async (address, state) => {
    for (const path of ["/ok", "/missing", "/forbidden"]) {
      const { headers, body } = await get(address + path, ALLOWED);
      assert.equal(body, "a body");
      assert.equal(headers["why401"], undefined);
    }
    assert.deepEqual(await state(), {
      instances: 0,
      calls: 0,
      records: [],
      errors: [],
      stats: { refused: 0, diagnosed: 0, failed: 0, late: 0 },
    });
  });
});

test("refusals are diagnosed: 401, 407, and 403 where fields of authentication are", async () => {
  await watched(async (address, state) => {
    const allowed = await get(`${address}/ntlm`, ALLOWED);
    assert.equal(allowed.status, 401);
    const [item] = parseList(String(allowed.headers["why401"]));
    assert.equal(String(item?.[0]), "providers-ntlm-only");
    for (const path of ["/both", "/bearer", "/proxy", "/forbidden-and-asked"]) {
      const { body } = await get(address + path);
      assert.equal(body, "a body");
    }
    await get(`${address}/forbidden`, { headers: { Authorization: "Basic YTpi" } });
    const seen = await state();
    assert.deepEqual(
      seen.records.map((/** @type {any} */ { status }) => status),
      [401, 401, 401, 407, 403, 403],
    );
    // The repeated challenges arrive joined: neither they nor a realm that looks like one is NTLM alone.
    assert.deepEqual(rulesOf(seen).slice(0, 3), [["providers-ntlm-only"], [], []]);
    assert.deepEqual(
      seen.records.map((/** @type {any} */ { outcome }) => outcome),
      ["open", "open", "open", "open", "unknown", "failed"],
    );
    assert.equal(seen.instances, 1);
    assert.equal(seen.calls, 6);
  });
});

test("the field is for whom the guard allows, and all else stays as it was", async () => {
  await watched(async (address, state) => {
    for (const guard of ["refuses", "throws", "hangs"]) {
      const { status, headers, body } = await get(`${address}/cookies`, {
        headers: { "x-guard": guard },
      });
      assert.deepEqual([status, body, headers["why401"]], [401, "a body", undefined]);
    }
    const { stats, errors, records } = await state();
    assert.deepEqual(stats, { refused: 3, diagnosed: 3, failed: 1, late: 1 });
    assert.deepEqual(errors, ["Error: the guard is broken", "LateError: the guard took too long"]);
    assert.equal(records.length, 3);

    const { headers } = await get(`${address}/cookies`, ALLOWED);
    assert.match(String(headers["why401"]), /^[a-z-]+;verdict=/);
    assert.deepEqual(headers["set-cookie"], ["a=1", "b=2"]);
  });
});

test("a module that throws or traps is counted, the response comes as it came, and the next is diagnosed", async () => {
  await watched(async (address, state) => {
    await get(`${address}/.break`);
    const { status, headers, body } = await get(`${address}/ntlm`, ALLOWED);
    assert.deepEqual([status, body, headers["why401"]], [401, "a body", undefined]);
    assert.equal((await state()).stats.failed, 1);

    await get(`${address}/.mend`);
    assert.ok((await get(`${address}/ntlm`, ALLOWED)).headers["why401"]);
    await get(`${address}/.spoil`);
    assert.equal((await get(`${address}/ntlm`, ALLOWED)).headers["why401"], undefined);
    assert.ok((await get(`${address}/ntlm`, ALLOWED)).headers["why401"]);
    const { stats, instances, errors } = await state();
    assert.deepEqual(stats, { refused: 4, diagnosed: 2, failed: 2, late: 0 });
    assert.equal(instances, 2);
    assert.match(errors[1], /^EngineError/);
  });
});

test("bodies stream through: what came first is there before the rest is sent", async () => {
  /** @type {() => void} */
  let finish = () => assert.fail("the origin was not asked");
  /** @type {import("node:http").RequestListener} */
  const slow = (_, response) => {
    response.writeHead(401, { "WWW-Authenticate": "NTLM" }).write("first");
    finish = () => void response.end("last");
  };
  await watched(async (address) => {
    const asked = ask(`${address}/`, ALLOWED).end();
    const [response] = await once(asked, "response");
    assert.ok(response.headers["why401"]);
    // Read one by one: an event may come before there is anybody to hear it.
    const chunks = response[Symbol.asyncIterator]();
    assert.equal(String((await chunks.next()).value), "first");
    finish();
    assert.equal(String((await chunks.next()).value), "last");
    assert.ok((await chunks.next()).done);
  }, slow);
});

test("hostile values of fields are taken", async () => {
  const long = "a".repeat(64 << 10);
  const values = [
    'Basic realm="',
    'Basic realm="\\',
    'Basic realm="a\\"b", , ,,;',
    `NTLM ${long}`,
    `Digest nonce="${long}"`,
    `${"NTLM,".repeat(13_000)}`,
    'Basic realm="B\u00fc\u00c3\u00a9\u00ff"',
    "=",
  ];
  /** @type {import("node:http").RequestListener} */
  const hostile = ({ url }, response) => {
    const value = values[Number(url?.slice(1))] ?? "";
    response.writeHead(401, { Server: "Microsoft-IIS/5.0", "WWW-Authenticate": value }).end(url);
  };
  await watched(async (address, state) => {
    for (const index of values.keys()) {
      const { status, headers, body } = await get(`${address}/${index}`, {
        ...ALLOWED,
        maxHeaderSize: 256 << 10,
      });
      assert.deepEqual([status, body], [401, `/${index}`]);
      const field = headers["why401"];
      if (field) parseList(String(field));
    }
    const { stats, errors } = await state();
    assert.deepEqual(errors, []);
    assert.deepEqual(stats, { refused: 8, diagnosed: 8, failed: 0, late: 0 });
  }, hostile);
});

test("a value cannot become a field of its own, whoever calls", async () => {
  await watched(async (address) => {
    /** @param {any} exchange */
    const diagnosed = async (exchange) => {
      const asked = ask(`${address}/.diagnose`, { method: "POST" });
      asked.end(JSON.stringify(exchange));
      const [response] = await once(asked, "response");
      const body = Buffer.concat(await response.toArray()).toString();
      return response.statusCode === 200 ? JSON.parse(body) : undefined;
    };
    const request = { method: "GET", url: "https://intranet/", headers: {} };
    /** @param {any} headers */
    const rules = async (headers) => {
      const found = await diagnosed({ request, response: { status: 401, headers } });
      return found.findings.map((/** @type {any} */ { rule }) => rule);
    };
    const server = "Microsoft-IIS/5.0";
    assert.deepEqual(await rules({ server, "www-authenticate": "NTLM" }), ["providers-ntlm-only"]);
    for (const end of ["\n", "\r\n", "\r", "\0"]) {
      const found = await rules({ server: `${server}${end}<www-authenticate:NTLM` });
      // No field of that name came to be: what is said is that there is none.
      assert.ok(!found.includes("providers-ntlm-only"));
      assert.ok(found.includes("http-401-without-challenge"));
    }
    const repeated = [
      ["server", server],
      ["www-authenticate", "Negotiate"],
      ["www-authenticate", "NTLM"],
    ];
    assert.deepEqual(await rules(repeated), []);
    for (const status of [0, 99, 1000, 401.5, "x"]) {
      assert.equal(await diagnosed({ request, response: { status, headers: {} } }), undefined);
    }
  });
});
