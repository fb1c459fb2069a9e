// The manifest of each browser. They differ in how the background is named and in what a store asks for.
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const BROWSERS = ["chromium", "firefox"] as const;

export type Browser = (typeof BROWSERS)[number];

export function isBrowser(name: string): name is Browser {
  return BROWSERS.some((browser) => browser === name);
}

// Nothing but its own files may be reached: what is seen cannot be sent anywhere.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const ICONS = { 16: "icon-16.png", 32: "icon-32.png", 48: "icon-48.png", 128: "icon-128.png" };

const COMMON = {
  manifest_version: 3,
  name: "why401",
  description:
    "Tells why HTTP authentication (401, 403, 407) failed, in a panel of the developer tools.",
  icons: ICONS,
  action: { default_icon: ICONS, default_title: "why401" },
  devtools_page: "devtools.html",
  permissions: ["webRequest"],
  host_permissions: ["*://*/*"],
  content_security_policy: { extension_pages: POLICY },
};

const OWN: Record<Browser, object> = {
  chromium: {
    minimum_chrome_version: "116",
    background: { service_worker: "background.js", type: "module" },
  },
  firefox: {
    background: { scripts: ["background.js"], type: "module" },
    browser_specific_settings: {
      gecko: {
        id: "extension@why401",
        strict_min_version: "142.0",
        data_collection_permissions: { required: ["none"] },
      },
    },
  },
};

/** Writes the browser's manifest beside what is built. */
export function manifest(browser: Browser): Plugin {
  return {
    name: "manifest",
    apply: "build",
    generateBundle() {
      const file = new URL("../package.json", import.meta.url);
      const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
      const source = JSON.stringify({ ...COMMON, version, ...OWN[browser] }, null, 2);
      this.emitFile({ type: "asset", fileName: "manifest.json", source });
    },
  };
}
