// Builds the page: relative addresses, so that it can stand in any folder.
import { defineConfig } from "vite";
import { offline, SERVICE_WORKER } from "./build/offline.ts";
import { contentSecurityPolicy } from "./build/policy.ts";

export default defineConfig({
  base: "./",
  plugins: [contentSecurityPolicy(), offline(["icon.svg"])],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: "index.html", [SERVICE_WORKER]: "src/offline/service-worker.ts" },
      output: {
        // A service worker keeps its address: browsers look there for a newer one.
        entryFileNames: ({ name }) =>
          name === SERVICE_WORKER ? "[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
  worker: { format: "es" },
});
