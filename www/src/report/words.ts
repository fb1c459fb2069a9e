// The words for the report's closed sets, and how a value is written.
import type { Case, Evidence, Finding, Verdict } from "../engine/engine";

export const VERDICT: Record<Verdict, string> = {
  confirmed: "Confirmed",
  likely: "Likely",
  possible: "Possible",
  ruled_out: "Ruled out",
};

/** What is said of a case without findings. */
export const NOTHING_WRONG: Record<Case["outcome"], string> = {
  succeeded: "This works",
  open: "Nothing is wrong so far",
  failed: "It failed, and no known cause fits",
  unknown: "Nothing wrong was found",
};

export const SOURCE: Record<Evidence["source"], string> = {
  paste: "",
  assumed: "assumed",
  answer: "you answered",
};

/** The case in a few words: its URL, status and reason phrase. */
export function caseName(it: Case): string {
  return [it.url, it.status, it.reason].filter((word) => word !== null && word !== "").join(" ");
}

/** A fact's value as a person would write it. */
export function written(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(written).join(", ");
  return JSON.stringify(value);
}

/** What else a finding is known by, and where to read more, without repetition. */
export function names(finding: Finding): string[] {
  const known: string[] = [finding.rule];
  for (const name of [...finding.references, ...finding.aliases]) {
    if (!known.some((other) => other.includes(name))) known.push(name);
  }
  return known;
}
