// The compiler of rules for browsers and bundlers: fetches the module that stands beside it.
import { author } from "./author.js";
import * as glue from "./author/why401_author.js";

export { RulesError } from "./author.js";
export type { Mistake, RuleFiles } from "./author.js";

export const { compile } = author(async () => {
  const module = new URL("./author/why401_author_bg.wasm", import.meta.url);
  await glue.default({ module_or_path: module });
  return glue;
});
