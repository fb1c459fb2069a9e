// The entry for workers at the edge: the heads of one exchange in, findings out. The module is a static import, since
// workers compile none from bytes; an instance is made by the first call.
import module from "./edge/why401_edge_bg.wasm";
import * as glue from "./edge/why401_edge.js";
import { EngineError } from "./engine.js";
import type { Case, Finding } from "./report.js";

export { EngineError } from "./engine.js";

/** Names and values, as a `Headers` has them: a value is a byte string, U+00NN being the byte NN. */
export type Fields = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** What is known of one exchange. Bodies are of no use. */
export interface Exchange {
  request: {
    method: string;
    /** The absolute URL. */
    url: string;
    headers: Fields;
  };
  response: {
    /** From 100 to 999. */
    status: number;
    /** The values of repeated fields may be joined by commas, as `Headers` does. */
    headers: Fields;
  };
  /** The time, in seconds since 1970 in UTC; without it, the clock is asked. */
  now?: number | undefined;
}

/** What one rule says, named as in the report. */
export type ExchangeFinding = Pick<Finding, "rule" | "verdict" | "severity" | "title" | "missing">;

/** What is told of the exchange, named as in a case of the report. The primary finding comes first. */
export interface ExchangeDiagnosis extends Pick<Case, "url" | "status" | "outcome"> {
  findings: ExchangeFinding[];
}

let instance: "none" | "started" | "ended" = "none";
const packs: Uint8Array[] = [];

/**
 * Judges by a pack of rules too, from now on; at most 16. Its rules are `pack/id`, and change nothing of what the
 * others say.
 *
 * @throws TypeError where the pack can't be loaded.
 */
export function addPack(pack: Uint8Array): void {
  start();
  add(pack);
  packs.push(pack);
}

function add(pack: Uint8Array): void {
  try {
    glue.add_pack(pack);
  } catch (error) {
    if (typeof error === "string") throw new TypeError(error, { cause: error });
    instance = "ended";
    throw new EngineError("why401 failed on this pack", { cause: error });
  }
}

/** Makes an instance where there is none, with all packs in it. */
function start(): void {
  if (instance === "started") return;
  if (instance === "none") glue.initSync({ module });
  else glue.__wbg_reset_state();
  instance = "started";
  packs.forEach(add);
}

/**
 * Tells why authentication failed, by the heads of one exchange alone.
 *
 * @throws TypeError where the exchange is none, EngineError where the engine itself fails; the next call starts a
 *   fresh instance.
 */
export function diagnoseExchange(exchange: Exchange): ExchangeDiagnosis {
  const { response, now = Date.now() / 1000 } = exchange;
  const { status } = response;
  if (!(Number.isInteger(status) && status >= 100 && status <= 999)) {
    throw new TypeError("a status is an integer from 100 to 999");
  }
  const heads = flatten(exchange);
  start();
  let found: string;
  try {
    found = glue.diagnose(heads, status, now);
  } catch (cause) {
    instance = "ended";
    throw new EngineError("why401 failed on this exchange; the next call starts afresh", { cause });
  }
  return unflatten(found, status);
}

/** The form is described in crate/edge/src/flat.rs. */
function flatten({ request, response }: Exchange): string {
  const lines = [request.method, request.url];
  for (const [name, value] of entries(request.headers)) lines.push(`>${name}:${value}`);
  for (const [name, value] of entries(response.headers)) lines.push(`<${name}:${value}`);
  return lines.map(oneLine).join("\n");
}

function entries(fields: Fields): Iterable<readonly [string, string]> {
  return isIterable(fields) ? fields : Object.entries(fields);
}

function isIterable(fields: Fields): fields is Iterable<readonly [string, string]> {
  return Symbol.iterator in fields;
}

/** RFC 9110 section 5.5: who receives CR, LF or NUL in a value may put a space in its place. */
function oneLine(line: string): string {
  return line.replace(/[\0\r\n]/g, " ");
}

function unflatten(found: string, status: number): ExchangeDiagnosis {
  const [url, outcome, ...findings] = found.split("\n");
  return {
    url: url === "" || url === undefined ? null : url,
    status,
    outcome: outcome as ExchangeDiagnosis["outcome"],
    findings: findings.map((line) => {
      const [rule, verdict, severity, title, missing] = line.split("\t") as [
        string,
        ExchangeFinding["verdict"],
        ExchangeFinding["severity"],
        string,
        string | undefined,
      ];
      return { rule, verdict, severity, title, missing: missing?.split(",") ?? [] };
    }),
  };
}
