// The compiler of rules for Node: reads the module that stands beside it.
import { readFile } from "node:fs/promises";

import { author } from "./author.js";
import * as glue from "./author/why401_author.js";

export { RulesError } from "./author.js";
export type { Mistake, RuleFiles } from "./author.js";

export const { compile } = author(async () => {
  const module = await readFile(new URL("./author/why401_author_bg.wasm", import.meta.url));
  glue.initSync({ module });
  return glue;
});
