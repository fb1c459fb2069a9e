// Keeps the diagnosis of what stands in the boxes: the last one stays until the next is there.
import { useEffect, useState } from "preact/hooks";
import type { Engine, Outcome, Report } from "../engine/engine";
import type { ChosenAnswer, Paste } from "./pastes";

/** A wait shorter than this is not mentioned, in milliseconds. */
const NOTICEABLE = 200;

/** A report, and the pastes that its spans are of, in their order. */
export interface Diagnosed {
  report: Report;
  pastes: readonly Paste[];
}

export interface Diagnosis {
  /** The last report; null while there is nothing to diagnose. */
  diagnosed: Diagnosed | null;
  /** Whether the next one is taking noticeably long. */
  waiting: boolean;
  /** Why there is no report, where there should be one. */
  failure: Exclude<Outcome, { kind: "report" | "stale" }> | null;
}

const NOTHING: Diagnosis = { diagnosed: null, waiting: false, failure: null };

export function useDiagnosis(
  engine: Engine,
  pastes: readonly Paste[],
  answers: readonly ChosenAnswer[],
): Diagnosis {
  const [diagnosis, set] = useState<Diagnosis>(NOTHING);
  useEffect(() => {
    const filled = pastes.filter((paste) => paste.text.trim() !== "");
    if (filled.length === 0) {
      set(NOTHING);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      set((last) => ({ ...last, waiting: true }));
    }, NOTICEABLE);
    const input = {
      pastes: filled.map((paste) => paste.text),
      answers: Object.fromEntries(answers.map((answer) => [answer.fact, answer.value])),
    };
    void engine.diagnose(input).then((outcome) => {
      if (!current || outcome.kind === "stale") return;
      clearTimeout(timer);
      if (outcome.kind === "report") {
        set({ ...NOTHING, diagnosed: { report: outcome.report, pastes: filled } });
      } else {
        set({ ...NOTHING, failure: outcome });
      }
    });
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [engine, pastes, answers]);
  return diagnosis;
}
