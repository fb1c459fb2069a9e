// Wraps a fetch handler: refusals are diagnosed from their heads, and told in the log or in a response field.
// Whatever goes wrong with that, the response is returned as it came.
import { diagnoseExchange, type ExchangeDiagnosis } from "why401/edge";

import { FIELD, fieldValue } from "./field.js";

/** A handler as workers export it (WinterTC's Minimum Common API). */
export interface Handler<Rest extends unknown[]> {
  fetch(request: Request, ...rest: Rest): Response | Promise<Response>;
}

/** What is logged of a refused exchange. It has no secrets: the URL is without its query, and fields are left out. */
export interface LogRecord extends ExchangeDiagnosis {
  event: "why401";
  method: string;
}

/** How often what happened, since the worker was started. */
export interface Stats {
  /** Responses that were refusals. */
  refused: number;
  /** Those that were diagnosed. */
  diagnosed: number;
  /** Those that a failure kept from being told of: of the engine, of the log or of the guard. */
  failed: number;
  /** Those for which the time budget ran out. */
  late: number;
}

/** All may be left out. */
export interface Options<Rest extends unknown[]> {
  /**
   * The guard of the response field: whether who sent this request may see what is wrong. Without it there is no
   * field. It gets what the handler gets, and the request's body may be used up.
   */
  field?: (request: Request, ...rest: Rest) => boolean | Promise<boolean>;
  /** Writes the record; by default a line of JSON to the console. */
  log?: (record: LogRecord) => void;
  /** The time for diagnosis and guard in milliseconds, by default 500. */
  budget?: number;
  /** Is told what went wrong; by default a line of JSON goes to the console. */
  onError?: (error: unknown, stats: Readonly<Stats>) => void;
}

/** The time budget ran out. */
export class LateError extends Error {
  override readonly name = "LateError";
}

/** What a handler's `fetch` gets besides the request. */
type RestOf<H extends Handler<never[]>> =
  Parameters<H["fetch"]> extends [Request, ...infer Rest] ? Rest : [];

/** The same handler, each 401 and 407 diagnosed, and each 403 with fields of authentication. */
export function withDiagnosis<H extends Handler<never[]>>(
  handler: H,
  { field, log = logLine, budget = 500, onError = logError }: Options<RestOf<H>> = {},
): H & { readonly stats: Readonly<Stats> } {
  type Rest = RestOf<H>;
  const inner = handler as unknown as Handler<Rest>;
  const stats: Stats = { refused: 0, diagnosed: 0, failed: 0, late: 0 };

  async function annotated(request: Request, response: Response, rest: Rest): Promise<Response> {
    const end = performance.now() + budget;
    const found = diagnoseExchange({ request, response });
    stats.diagnosed += 1;
    if (performance.now() > end) throw new LateError("the diagnosis took too long");
    log({ event: "why401", method: request.method, ...found });
    if (!field || found.findings.length === 0) return response;
    if (!(await before(end, field(request, ...rest)))) return response;
    const headers = new Headers(response.headers);
    headers.set(FIELD, fieldValue(found.findings));
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  }

  function count(error: unknown): void {
    stats[error instanceof LateError ? "late" : "failed"] += 1;
    try {
      onError(error, stats);
    } catch {
      // Nobody is left to tell.
    }
  }

  return {
    ...handler,
    stats,
    async fetch(request: Request, ...rest: Rest): Promise<Response> {
      const response = await inner.fetch(request, ...rest);
      if (!isRefusal(request, response)) return response;
      stats.refused += 1;
      try {
        return await annotated(request, response, rest);
      } catch (error) {
        count(error);
        return response;
      }
    },
  };
}

function isRefusal(request: Request, { status, headers }: Response): boolean {
  if (status !== 403) return status === 401 || status === 407;
  const asked = headers.has("WWW-Authenticate") || headers.has("Proxy-Authenticate");
  return (
    asked || request.headers.has("Authorization") || request.headers.has("Proxy-Authorization")
  );
}

/** What the guard says, if it says so before that time. */
async function before(end: number, answer: boolean | Promise<boolean>): Promise<boolean> {
  if (typeof answer === "boolean") return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LateError("the guard took too long"));
    }, end - performance.now());
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function logLine(record: LogRecord): void {
  console.log(JSON.stringify(record));
}

function logError(error: unknown, { failed, late }: Readonly<Stats>): void {
  console.warn(JSON.stringify({ event: "why401.error", message: String(error), failed, late }));
}
