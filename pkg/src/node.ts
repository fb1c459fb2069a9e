// The entry for Node's `import`: reads the modules that stand beside it, each when it is needed. It is built into one file
// with what it imports at once: to find and read each file takes Node a third of a millisecond.
import { readFile } from "node:fs/promises";

import { entry } from "./engine.js";
import { first_look, initSync } from "./first/why401_first.js";

export { EngineError } from "./engine.js";
export type { Engine, Options, Paste } from "./engine.js";
export type * from "./report.js";

// A module is compiled at once, each function when it is first called: the asynchronous way compiles all of them before
// the first answer, which takes twice as long.
export const { load, diagnose } = entry(
  async () => {
    const glue = await import("./wasm/why401.js");
    glue.initSync({ module: await read("./wasm/why401_bg.wasm") });
    return glue;
  },
  async () => {
    initSync({ module: await read("./first/why401_first_bg.wasm") });
    return { first_look };
  },
);

function read(module: string) {
  return readFile(new URL(module, import.meta.url));
}
