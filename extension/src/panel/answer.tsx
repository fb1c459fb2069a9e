// What is to be said of one group of exchanges, with the page's components.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { SurroundingsContext } from "why401-www/report/context.ts";
import type { Surroundings } from "why401-www/report/context.ts";
import { Given } from "why401-www/report/given.tsx";
import { ReportView } from "why401-www/report/report.tsx";
import type { Addition, Diagnosis } from "./diagnose.ts";

const PARTIAL =
  "The browser does not show an extension the credentials that it sends by itself, nor anything of a request that still waits for them: whether there were any is taken as unknown here.";

export function Answer({
  diagnosis: { isPartial, heads, outcome },
  additions,
  onChange,
}: {
  diagnosis: Diagnosis;
  additions: readonly Addition[];
  onChange: (additions: readonly Addition[]) => void;
}): JSX.Element {
  const [pointed, point] = useState<string | null>(null);
  if ("failure" in outcome) {
    return <p class="failure">The engine stopped on this exchange: {outcome.failure}</p>;
  }
  const surroundings: Surroundings = {
    pointed,
    onPoint: (place) => {
      point(place?.key ?? null);
    },
    onShow: () => undefined,
    onAnswer: ({ fact, text }, { label, value }) => {
      const others = additions.filter(({ given }) => !("fact" in given && given.fact === fact));
      onChange([...others, { what: text, label, given: { fact, value } }]);
    },
    onOutput: ({ commands, fact }, output) => {
      const what = `Output of \`${commands[0]?.text ?? fact}\``;
      onChange([...additions, { what, label: "", given: { output } }]);
    },
    where: ({ paste, start }) => (paste === 0 ? heads.where(start) : "what you pasted"),
  };
  return (
    <SurroundingsContext.Provider value={surroundings}>
      <ReportView report={outcome.report} />
      <Given
        given={additions.map((addition) => ({
          what: addition.what,
          answer: addition.label,
          undo: () => {
            onChange(additions.filter((other) => other !== addition));
          },
        }))}
      />
      {isPartial && <p class="small-print">{PARTIAL}</p>}
    </SurroundingsContext.Provider>
  );
}
