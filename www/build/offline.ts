// Tells the service worker which files make up the built page.
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

export const SERVICE_WORKER = "service-worker";

/** `publicFiles` are those that are copied as they are, and so are not in the bundle. */
export function offline(publicFiles: readonly string[]): Plugin {
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const hash = createHash("sha256");
      const files = ["./", ...publicFiles];
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(name);
        hash.update(file.type === "chunk" ? file.code : file.source);
        if (name !== `${SERVICE_WORKER}.js` && name !== "index.html") files.push(name);
      }
      const worker = bundle[`${SERVICE_WORKER}.js`];
      if (worker?.type !== "chunk") this.error("there is no service worker to tell the files to");
      worker.code = worker.code
        .replaceAll("OFFLINE_FILES", JSON.stringify(files))
        .replaceAll("OFFLINE_CACHE", JSON.stringify(`why401-${hash.digest("hex").slice(0, 12)}`));
    },
  };
}
