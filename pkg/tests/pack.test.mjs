// What would be published.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";

const folder = new URL("..", import.meta.url);

test("the package holds all that its exports name, its licences, and no source", async () => {
  const pack = await promisify(execFile)("npm", ["pack", "--dry-run", "--json"], {
    cwd: folder,
    shell: process.platform === "win32",
  });
  /** @type {string[]} */
  const files = JSON.parse(pack.stdout)[0].files.map(
    (/** @type {{path: string}} */ { path }) => path,
  );
  const { exports } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  for (const file of leaves(exports)) assert.ok(files.includes(file.replace("./", "")), file);
  assert.ok(files.includes("dist/wasm/why401_bg.wasm"));
  assert.ok(files.includes("LICENSE-MIT") && files.includes("LICENSE-APACHE"));
  assert.deepEqual(
    files.filter((file) => /^(src|tests|scripts)\//.test(file)),
    [],
  );
});

/**
 * @param {unknown} node
 * @returns {string[]}
 */
function leaves(node) {
  return typeof node === "string" ? [node] : Object.values(node ?? {}).flatMap(leaves);
}
