// What a report's components need of the place where the report is shown. Every place gives its own:
// the page marks its editors, another may do nothing.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Question, Span } from "../engine/engine";

/** A thing in the report that stands somewhere in the pastes. */
export interface Place {
  /** Names it, the same for the same report. */
  key: string;
  spans: readonly Span[];
}

export interface Surroundings {
  /** The key of the place that is pointed at, from wherever. */
  pointed: string | null;
  /** The person points at a place, or no longer at any. */
  onPoint: (place: Place | null) => void;
  /** The person wants to see a place. */
  onShow: (place: Place) => void;
  /** The person chose an answer. */
  onAnswer: (question: Question, answer: { label: string; value: string }) => void;
  /** The person pasted what a question's command printed. */
  onOutput: (question: Question, text: string) => void;
  /** Where a span starts, in words: `line 12`. */
  where: (span: Span) => string | undefined;
}

export const SurroundingsContext = createContext<Surroundings>({
  pointed: null,
  onPoint: () => undefined,
  onShow: () => undefined,
  onAnswer: () => undefined,
  onOutput: () => undefined,
  where: () => undefined,
});

export function useSurroundings(): Surroundings {
  return useContext(SurroundingsContext);
}

/** Names a piece of evidence: which case, finding and piece of it, from 0. */
export function evidenceKey(caseIndex: number, finding: number, evidence: number): string {
  return `evidence-${caseIndex}-${finding}-${evidence}`;
}
