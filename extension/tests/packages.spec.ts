// What is handed to the browsers' stores.
import { expect, test } from "@playwright/test";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const dist = new URL("../dist/", import.meta.url);

interface Finding {
  code: string;
  file: string;
}

/** Not ours: Preact can set `innerHTML` where a component asks for it; none of ours does. */
const KNOWN = "UNSAFE_VAR_ASSIGNMENT in assets/panel.js";

test("web-ext finds nothing in Firefox's build but what is known of Preact", async () => {
  const webExt = fileURLToPath(new URL("../../node_modules/.bin/web-ext", import.meta.url));
  const source = fileURLToPath(new URL("firefox", dist));
  const output = await new Promise<string>((done) => {
    const options = ["--no-config-discovery", "lint", "--output", "json", "--source-dir", source];
    execFile(webExt, options, { env: { ...process.env, NO_UPDATE_NOTIFIER: "1" } }, (_, stdout) => {
      done(stdout);
    });
  });
  const { errors, notices, warnings } = JSON.parse(output) as Record<string, Finding[]>;
  expect([errors, notices]).toEqual([[], []]);
  const named = warnings?.map(
    ({ code, file }) => `${code} in ${file.replace(/-[\w-]+\.js$/, ".js")}`,
  );
  expect(named).toEqual([KNOWN]);
});

for (const browser of ["chromium", "firefox"]) {
  test(`${browser}: no more is asked for than is used`, async () => {
    const text = await readFile(new URL(`${browser}/manifest.json`, dist), "utf8");
    const manifest = JSON.parse(text) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      manifest_version: 3,
      permissions: ["webRequest"],
      host_permissions: ["*://*/*"],
    });
    const policy = JSON.stringify(manifest["content_security_policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!'wasm-unsafe-eval')|https?:|\*/);
    for (const key of Object.keys(manifest)) expect(key).not.toMatch(/optional|content_scripts/);
  });
}
