// The entry for Node's `require`: the same, loaded by the first call.
import type { Entry } from "./engine.js" with { "resolution-mode": "import" };

export type { Engine, Options, Paste } from "./engine.js" with { "resolution-mode": "import" };
export type * from "./report.js" with { "resolution-mode": "import" };

export const load: Entry["load"] = async () => (await import("./node.js")).load();

export const diagnose: Entry["diagnose"] = async (...input) =>
  (await import("./node.js")).diagnose(...input);
