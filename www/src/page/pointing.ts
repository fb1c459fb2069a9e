// From a report to the boxes: what is marked in each, and what is pointed at.
import type { Mark } from "../editor/marks";
import type { Report } from "../engine/engine";
import { evidenceKey } from "../report/context";
import type { Place } from "../report/context";

/** What the person points at, and whether the boxes scroll to it. */
export interface Pointing {
  place: Place;
  scroll: boolean;
}

/** The marks of every paste by its index: what each case's primary finding rests on. */
export function marksOf(report: Report): ReadonlyMap<number, readonly Mark[]> {
  const marks = new Map<number, Mark[]>();
  report.cases.forEach(({ findings }, caseIndex) => {
    const [primary] = findings;
    primary?.evidence.forEach(({ spans }, i) => {
      for (const { paste, start, end } of spans) {
        const mark = { start, end, severity: primary.severity, key: evidenceKey(caseIndex, 0, i) };
        const those = marks.get(paste);
        if (those) those.push(mark);
        else marks.set(paste, [mark]);
      }
    });
  });
  return marks;
}

/** The place that a mark stands for. */
export function placeOf(report: Report, key: string): Place | null {
  for (const [caseIndex, { findings }] of report.cases.entries()) {
    const spans = findings[0]?.evidence.find((_, i) => evidenceKey(caseIndex, 0, i) === key)?.spans;
    if (spans) return { key, spans };
  }
  return null;
}
