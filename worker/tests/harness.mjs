// Starts what a test needs: an origin on this machine, and workerd with a worker in front of it.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

/**
 * An origin that answers in one way. The answer to `use(address)` is that of this function.
 *
 * @template T
 * @param {import("node:http").RequestListener} answer
 * @param {(address: string) => Promise<T>} use
 */
export async function withOrigin(answer, use) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/**
 * A worker in workerd.
 *
 * @template T
 * @param {string} script its path from this folder
 * @param {Record<string, string>} bindings
 * @param {(address: string, lines: string[]) => Promise<T>} use gets the worker's address, and the lines it logs
 */
export async function withWorker(script, bindings, use) {
  const folder = await mkdtemp(join(tmpdir(), "why401-worker-"));
  /** @type {string[]} */
  const lines = [];
  try {
    await bundle(script, folder);
    const name = basename(script);
    const miniflare = new Miniflare({
      compatibilityDate: "2026-04-01",
      cf: false,
      modulesRoot: folder,
      modules: [
        { type: "ESModule", path: join(folder, name) },
        { type: "CompiledWasm", path: join(folder, "why401_edge_bg.wasm") },
      ],
      bindings,
      handleStructuredLogs: (/** @type {{ message: string }} */ { message }) => {
        lines.push(message);
      },
      unsafeDirectSockets: [{}],
    });
    try {
      await miniflare.ready;
      const { href } = await miniflare.unsafeGetDirectURL();
      return await use(href.replace(/\/$/, ""), lines);
    } finally {
      await miniflare.dispose();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The module stands beside the worker, as in the worker that is deployed.
 *
 * @param {string} script
 * @param {string} folder
 */
async function bundle(script, folder) {
  await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    format: "esm",
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    outdir: folder,
    // What is bundled already names its module relative to where it stands.
    logLevel: "warning",
  });
}

/**
 * A request as it is, without what `fetch` adds or refuses; the answer with its body.
 *
 * @param {string} url
 * @param {import("node:http").RequestOptions} [options]
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, body: string }>}
 */
export async function get(url, options = {}) {
  const asked = ask(url, options).end();
  const [response] = await once(asked, "response");
  const chunks = await response.toArray();
  const body = Buffer.concat(chunks).toString();
  return { status: response.statusCode, headers: response.headers, body };
}
