// The engine as JavaScript sees it: plain data in, plain data out, nothing to free.
import type { Report } from "./report.js";
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

/** What every entry exports. */
export interface Entry {
  /** Loads the engine, once. Where that fails, the next call tries again. */
  load(this: void): Promise<Engine>;
  /** Loads the engine where it is not there yet, and diagnoses; see {@link Engine.diagnose}. */
  diagnose(this: void, pastes: Paste | readonly Paste[], options?: Options): Promise<Report>;
}

/** An entry that starts its instance in its own way. */
export function entry(start: () => Promise<Instance>): Entry {
  let loading: Promise<Engine> | undefined;
  const load = () => {
    loading ??= start().then(engineOver, (error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return { load, diagnose: async (...input) => (await load()).diagnose(...input) };
}
