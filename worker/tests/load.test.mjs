// Ten thousand requests, half of them refused: no error, memory flat. What annotating costs is printed.
import assert from "node:assert/strict";
import { readdir, readFile, readlink } from "node:fs/promises";
import { Agent } from "node:http";
import { test } from "node:test";
import { get, withOrigin, withWorker } from "./harness.mjs";

const REQUESTS = 10_000;
const ROUNDS = 10;
/** Requests at the same time. */
const ABREAST = 16;
/**
 * The process may grow by this many bytes after the first rounds, which warm up. V8 collects late: it grows by some
 * tens of MiB without annotation too. If each request left 16 KiB behind, it would be more than this.
 */
const GROWTH = 96 << 20;

/** @type {import("node:http").RequestListener} */
function answer({ url }, response) {
  const refused = url?.endsWith("/401") ?? false;
  const headers = refused ? { Server: "Microsoft-IIS/5.0", "WWW-Authenticate": "NTLM" } : {};
  response.writeHead(refused ? 401 : 200, headers).end("a body");
}

test(`${REQUESTS} requests, half of them 401`, { timeout: 60_000 }, async (context) => {
  const agent = new Agent({ keepAlive: true, maxSockets: ABREAST });
  /**
   * Milliseconds for one round of requests.
   *
   * @param {string} address
   * @param {boolean} annotates
   */
  async function round(address, annotates) {
    const start = performance.now();
    let left = REQUESTS / ROUNDS;
    const one = async () => {
      while (left-- > 0) {
        const wanted = left % 2 === 0 ? 401 : 200;
        const { status, headers, body } = await get(`${address}/${wanted}`, { agent });
        assert.equal(status, wanted);
        assert.equal(body, "a body");
        assert.equal(headers["why401"] !== undefined, annotates && wanted === 401);
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, one));
    return performance.now() - start;
  }

  await withOrigin(answer, (ORIGIN) =>
    withWorker("workers/load.js", { ORIGIN }, async (address) => {
      const times = { plain: 0, annotated: 0 };
      const stats = async () => JSON.parse((await get(`${address}/stats`)).body);
      /** @type {number[]} */
      const memory = [];
      let early;
      for (let index = 0; index < ROUNDS; index += 1) {
        // By turns, so that both meet the same weather.
        times.plain += await round(`${address}/plain`, false);
        times.annotated += await round(`${address}/annotated`, true);
        memory.push(await residentMemory());
        early ??= await stats();
      }
      agent.destroy();
      const late = await stats();
      const half = REQUESTS / 2;
      assert.deepEqual(late, { ...early, refused: half, diagnosed: half, failed: 0, late: 0 });
      assert.ok(late.memory > 0 && late.memory <= 2 << 20, "the module's memory is small");

      const ratio = times.plain / times.annotated;
      const rate = Math.round(REQUESTS / (times.annotated / 1000));
      context.diagnostic(`throughput with annotation: ${ratio.toFixed(3)} times that without`);
      context.diagnostic(`${rate} requests a second with annotation`);
      const mebibytes = memory.map((bytes) => Math.round(bytes / (1 << 20)));
      context.diagnostic(
        `memory of the module, at the beginning as at the end: ${late.memory} bytes`,
      );
      context.diagnostic(`memory of workerd after each round, MiB: ${mebibytes.join(" ")}`);
      const growth = (memory.at(-1) ?? 0) - (memory[2] ?? 0);
      assert.ok(growth < GROWTH, "the process's memory grows");
    }),
  );
});

/** The bytes that workerd, a child of this process, holds in memory; 0 where the system does not tell. */
async function residentMemory() {
  if (process.platform !== "linux") return 0;
  const own = String(process.pid);
  for (const id of await readdir("/proc")) {
    const stat = /^\d+$/.test(id) && (await readFile(`/proc/${id}/stat`, "utf8").catch(() => ""));
    if (!stat || stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] !== own) continue;
    const program = await readlink(`/proc/${id}/exe`).catch(() => "");
    if (!program.endsWith("/workerd")) continue;
    const status = await readFile(`/proc/${id}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }
  throw new Error("workerd is no child of this process");
}
