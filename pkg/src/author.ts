// The compiler of rules as JavaScript sees it: rule files in, a pack out.
import type * as Glue from "./author/why401_author.js";

/** Paths and texts of rule files. The last part of a path is the rule's id and `.md`, or ends in `.table.md`. */
export type RuleFiles = Readonly<Record<string, string>>;

/** A mistake in a rule file. */
export interface Mistake {
  file: string;
  /** From 1. */
  line: number;
  /** In characters, from 1. */
  column: number;
  message: string;
  /** What may mend it. */
  help: string | null;
  /** All of it, with the line of the file and marks under the place. */
  shown: string;
}

/** The rule files have mistakes. */
export class RulesError extends Error {
  override readonly name = "RulesError";
  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map((mistake) => mistake.shown).join("\n\n"));
  }
}

/** What of the glue is needed. */
export type Compiler = Pick<typeof Glue, "compileRules" | "__wbg_reset_state">;

/** What every entry exports. */
export interface Author {
  /**
   * Compiles rule files to a pack, for the option `packs` of `diagnose`. In reports its rules are `name/id`.
   *
   * @throws RulesError where the files have mistakes, Error where the name is none that a pack can have: lower-case
   *   letters and digits, with single hyphens between.
   */
  compile(this: void, name: string, files: RuleFiles): Promise<Uint8Array>;
}

/** An entry that starts its instance in its own way. */
export function author(start: () => Promise<Compiler>): Author {
  let starting: Promise<Compiler> | undefined;
  const load = () => {
    starting ??= start().catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
  return {
    compile: async (name, files) => {
      const compiler = await load();
      try {
        return run(compiler, name, files);
      } catch (error) {
        // A trap ends the instance; the next call gets a fresh one.
        if (error instanceof WebAssembly.RuntimeError) compiler.__wbg_reset_state();
        throw error;
      }
    },
  };
}

function run(compiler: Compiler, name: string, files: RuleFiles): Uint8Array {
  const outcome = compiler.compileRules(name, Object.keys(files), Object.values(files));
  try {
    const mistakes = Array.from({ length: outcome.mistakes() }, (_, at) => {
      const [file = "", message = "", help = "", shown = ""] = outcome.texts(at);
      const [line = 1, column = 1] = outcome.place(at);
      return { file, line, column, message, help: help === "" ? null : help, shown };
    });
    if (mistakes.length > 0) throw new RulesError(mistakes);
    return outcome.pack();
  } finally {
    outcome.free();
  }
}
