// Builds the unpacked extension into dist/chromium or dist/firefox: `vite build --mode BROWSER`.
import { defineConfig } from "vite";
import { isBrowser, manifest } from "./build/manifest.ts";

export default defineConfig(({ mode }) => {
  if (!isBrowser(mode)) throw new Error(`--mode is chromium or firefox, not ${mode}`);
  return {
    base: "./",
    plugins: [manifest(mode)],
    build: {
      outDir: `dist/${mode}`,
      emptyOutDir: true,
      target: "es2022",
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          background: "src/background/main.ts",
          devtools: "devtools.html",
          panel: "panel.html",
        },
        output: {
          // The manifest names it.
          entryFileNames: ({ name }) =>
            name === "background" ? "[name].js" : "assets/[name]-[hash].js",
        },
      },
    },
  };
});
