// The engine as JavaScript sees it: plain data in, plain data out, nothing to free.
import type { Report } from "./report.js";
import type * as FirstGlue from "./first/why401_first.js";
import type * as Glue from "./wasm/why401.js";

/** Text, or bytes in an encoding to be found out. */
export type Paste = string | Uint8Array;

/** What may be said besides the pastes. */
export interface Options {
  /** The time, in seconds since 1970 in UTC; without it, the clock is asked. */
  now?: number | undefined;
  /** Facts that a person answered, and their values. */
  answers?: Readonly<Record<string, string>> | undefined;
  /** Packs of rules to judge by besides the built-in, as `why401 pack` and `why401/author` make them; at most 16. */
  packs?: readonly Uint8Array[] | undefined;
  /** Whether findings that are ruled out or stood for by another are listed too. */
  all?: boolean | undefined;
}

/** Loaded, and ready to diagnose at once. */
export interface Engine {
  /**
   * Reads what was pasted and tells what is wrong. The report's offsets are in UTF-16 code units, as
   * JavaScript counts; a span's `paste` counts from the first.
   *
   * @throws TypeError for an argument of the wrong kind or a pack that can't be loaded, RangeError for a paste over 64 MiB,
   *   EngineError where the engine itself fails; it can be used again after that.
   */
  diagnose(pastes: Paste | readonly Paste[], options?: Options): Report;
}

/** The engine failed on this input, which is a fault of why401. The next call starts afresh. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** What of the glue is needed to run an instance and to start a fresh one. */
export type Instance = Pick<typeof Glue, "diagnose" | "__wbg_reset_state">;

/** The engine over an instance that was started. */
export function engineOver(instance: Instance): Engine {
  let ended = false;
  return {
    diagnose(pastes, options) {
      if (ended) {
        instance.__wbg_reset_state();
        ended = false;
      }
      try {
        return instance.diagnose(pastes, options) as Report;
      } catch (cause) {
        if (isRefusal(cause)) throw cause;
        ended = true;
        throw new EngineError("why401 failed on this input; the next call starts afresh", {
          cause,
        });
      }
    },
  };
}

/**
 * Whether the engine refused an argument. Anything else ends the instance: a trap, and also running out
 * of stack, which is a RangeError in some hosts.
 */
function isRefusal(error: unknown): boolean {
  if (error instanceof RangeError) return error.message.startsWith("this paste has");
  return error instanceof TypeError;
}

/** What of the glue of the first look is needed. */
export type FirstLook = Pick<typeof FirstGlue, "first_look">;

/** A first look is for what people copy by hand; in UTF-16 code units. */
const FIRST_LOOK_LIMIT = 1 << 16;

/** What every entry exports. */
export interface Entry {
  /** Loads the whole engine, once. Where that fails, the next call tries again. */
  load(this: void): Promise<Engine>;
  /**
   * Diagnoses as {@link Engine.diagnose} does. While the engine is not loaded, a smaller module has a first look: it reads
   * the heads of exchanges. The engine is loaded for the first pastes of which it can't tell all.
   */
  diagnose(this: void, pastes: Paste | readonly Paste[], options?: Options): Promise<Report>;
}

/** An entry that starts its instances in its own way. */
export function entry(start: () => Promise<Instance>, startFirst: () => Promise<FirstLook>): Entry {
  let loading: Promise<Engine> | undefined;
  let first: Promise<FirstLook | undefined> | undefined;
  const load = () => {
    loading ??= start().then(engineOver, (error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  /** Nothing where the whole engine is to be asked, for whatever reason: what goes wrong here, it will tell. */
  async function look(pastes: unknown, options: Options): Promise<Report | undefined> {
    const text = plainText(pastes);
    const { now = Date.now() / 1000, answers = {}, packs = [], all = false, ...misspelt } = options;
    const asksMore = all || [answers, packs, misspelt].some((some) => Object.keys(some).length > 0);
    if (loading !== undefined || text === undefined || asksMore || !Number.isFinite(now)) return;
    first ??= startFirst().catch(() => undefined);
    try {
      return (await first)?.first_look(text, now) as Report | undefined;
    } catch {
      // Its instance has ended.
      first = Promise.resolve(undefined);
      return undefined;
    }
  }
  return {
    load,
    diagnose: async (pastes, options) =>
      (await look(pastes, options ?? {})) ?? (await load()).diagnose(pastes, options),
  };
}

/** The pastes in one text, with what no text has between them, if they are strings and not too long. */
function plainText(pastes: unknown): string | undefined {
  const list: readonly unknown[] = Array.isArray(pastes) ? pastes : [pastes];
  const isPlain = (paste: unknown): paste is string =>
    typeof paste === "string" && !paste.includes("\0");
  if (list.length === 0 || !list.every(isPlain)) return undefined;
  const length = list.reduce((sum, text) => sum + text.length, 0);
  return length <= FIRST_LOOK_LIMIT ? list.join("\0") : undefined;
}
