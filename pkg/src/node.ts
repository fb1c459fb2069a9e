// The entry for Node's `import`: reads the module that stands beside it.
import { readFile } from "node:fs/promises";

import { entry } from "./engine.js";
import * as glue from "./wasm/why401.js";

export { EngineError } from "./engine.js";
export type { Engine, Options, Paste } from "./engine.js";
export type * from "./report.js";

export const { load, diagnose } = entry(async () => {
  const module = await readFile(new URL("./wasm/why401_bg.wasm", import.meta.url));
  // Compiled at once, each function when it is first called: the asynchronous way compiles all of them before the first
  // answer, which takes twice as long.
  glue.initSync({ module });
  return glue;
});
