// A line of the list: what was asked, how it was answered, and why. All of it is out of the report, which
// masks secrets.
import type { JSX } from "preact";
import { VerdictWord } from "why401-www/report/finding.tsx";
import { Prose } from "why401-www/report/prose.tsx";
import { NOTHING_WRONG } from "why401-www/report/words.ts";
import type { Diagnosis } from "./diagnose.ts";

export function Row({
  diagnosis: { outcome },
  isShown,
  onChoose,
}: {
  diagnosis: Diagnosis;
  isShown: boolean;
  onChoose: () => void;
}): JSX.Element {
  const first = "report" in outcome ? outcome.report.cases[0] : undefined;
  const primary = first?.findings[0];
  return (
    <button type="button" class="row" aria-current={isShown} onClick={onChoose}>
      <span class="asked">
        <b>{first?.status}</b> {first?.url}
      </span>
      <span class="why">
        {primary ? (
          <>
            <VerdictWord finding={primary} /> <Prose text={primary.title} />
          </>
        ) : first ? (
          NOTHING_WRONG[first.outcome]
        ) : (
          "No answer"
        )}
      </span>
    </button>
  );
}
