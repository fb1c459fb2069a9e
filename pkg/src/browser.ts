// The entry for browsers and bundlers: fetches the module that stands beside it.
import { entry } from "./engine.js";
import * as glue from "./wasm/why401.js";

export { EngineError } from "./engine.js";
export type { Engine, Options, Paste } from "./engine.js";
export type * from "./report.js";

export const { load, diagnose } = entry(async () => {
  // Bundlers know this form, and copy the module to where it will be fetched from.
  await glue.default({ module_or_path: new URL("./wasm/why401_bg.wasm", import.meta.url) });
  return glue;
});
