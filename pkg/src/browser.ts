// The entry for browsers and bundlers: fetches the modules that stand beside it, each when it is needed.
import { entry } from "./engine.js";

export { EngineError } from "./engine.js";
export type { Engine, Options, Paste } from "./engine.js";
export type * from "./report.js";

// Bundlers know the form of these addresses, and copy the modules to where they will be fetched from.
export const { load, diagnose } = entry(
  async () => {
    const glue = await import("./wasm/why401.js");
    await glue.default({ module_or_path: new URL("./wasm/why401_bg.wasm", import.meta.url) });
    return glue;
  },
  async () => {
    const glue = await import("./first/why401_first.js");
    const module = new URL("./first/why401_first_bg.wasm", import.meta.url);
    await glue.default({ module_or_path: module });
    return glue;
  },
);
