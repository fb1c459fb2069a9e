// The engine as the page sees it: pastes and answers go in, a report comes out. Nothing else of the
// page knows where it runs.
import type { Report } from "why401";

export type {
  Case,
  Command,
  Evidence,
  Finding,
  Leg,
  Part,
  Question,
  Report,
  Severity,
  Sign,
  Span,
  Step,
  Unread,
  Verdict,
} from "why401";

/** What is to be diagnosed. */
export interface Input {
  /** What was pasted, in order: a span's `paste` counts from the first. */
  pastes: readonly string[];
  /** What the person answered: the fact's name, and its value. */
  answers: Readonly<Record<string, string>>;
}

/** What became of it. */
export type Outcome =
  | { kind: "report"; report: Report }
  /** The input is beyond a limit; the message says which. */
  | { kind: "refused"; message: string }
  /** The engine stopped. It is started afresh for the next input. */
  | { kind: "failed"; message: string }
  /** A later input took its place. */
  | { kind: "stale" };

export interface Engine {
  diagnose(input: Input): Promise<Outcome>;
}
