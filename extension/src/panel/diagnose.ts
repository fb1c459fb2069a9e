// From a group of exchanges, and what the person added, to a report.
import type { Engine, Report } from "why401";
import { heads } from "../exchange/heads.ts";
import type { Heads } from "../exchange/heads.ts";
import type { Group } from "../exchange/log.ts";

/** What the person added. */
export interface Addition {
  /** The question, or the command whose output it is, in prose. */
  what: string;
  /** What was answered, in words; empty for an output. */
  label: string;
  /** The fact that it answers, and its value; or what was pasted. */
  given: { fact: string; value: string } | { output: string };
}

export interface Diagnosis {
  /** Whether the browser kept some of what it sent to itself. */
  isPartial: boolean;
  heads: Heads;
  /** The report, or why there is none. */
  outcome: { report: Report } | { failure: string };
}

export type Diagnose = (group: Group, additions: readonly Addition[]) => Diagnosis;

/** Diagnoses anew only what changed since the last time. */
export function diagnoser(engine: Engine): Diagnose {
  const kept = new Map<
    number,
    { version: number; additions: readonly Addition[]; diagnosis: Diagnosis }
  >();
  return (group, additions) => {
    const last = kept.get(group.id);
    if (last?.version === group.version && last.additions === additions) return last.diagnosis;
    const diagnosis = diagnose(engine, group, additions);
    kept.set(group.id, { version: group.version, additions, diagnosis });
    return diagnosis;
  };
}

function diagnose(engine: Engine, group: Group, additions: readonly Addition[]): Diagnosis {
  const seen = heads(group.exchanges);
  const pastes = [seen.text];
  const answers: Record<string, string> = {};
  for (const { given } of additions) {
    if ("output" in given) pastes.push(given.output);
    else answers[given.fact] = given.value;
  }
  const isPartial = group.exchanges.some(({ request }) => !request.isComplete);
  return { isPartial, heads: seen, outcome: attempt(() => engine.diagnose(pastes, { answers })) };
}

function attempt(report: () => Report): Diagnosis["outcome"] {
  try {
    return { report: report() };
  } catch (error) {
    return { failure: String(error) };
  }
}
