// The right column: the report, or what to paste while there is none.
import type { JSX } from "preact";
import { Given } from "../report/given";
import { Prose } from "../report/prose";
import { ReportView } from "../report/report";
import { NOTHING_WRONG, VERDICT } from "../report/words";
import { examples } from "../examples/examples";
import type { ChosenAnswer } from "./pastes";
import type { Diagnosis } from "./use-diagnosis";

export function Answer({
  diagnosis: { diagnosed, waiting, failure },
  answers,
  onUndo,
  onExample,
}: {
  diagnosis: Diagnosis;
  answers: readonly ChosenAnswer[];
  onUndo: (answer: ChosenAnswer) => void;
  onExample: (text: string) => void;
}): JSX.Element {
  return (
    <>
      <p class="hidden" role="status">
        {failure !== null ? FAILED[failure.kind].title : announced(diagnosed)}
      </p>
      {waiting && <p class="waiting">Reading…</p>}
      {failure !== null && <Failed failure={failure} />}
      {diagnosed && <ReportView report={diagnosed.report} />}
      <Given
        given={answers.map((answer) => ({
          what: answer.question,
          answer: answer.label,
          undo: () => {
            onUndo(answer);
          },
        }))}
      />
      {!diagnosed && failure === null && !waiting && <Empty onExample={onExample} />}
    </>
  );
}

/** The answer in one sentence, for those who hear it. */
function announced(diagnosed: Diagnosis["diagnosed"]): string {
  if (diagnosed === null) return "";
  const [first] = diagnosed.report.cases;
  if (first === undefined) return "Nothing here was recognised.";
  const [primary] = first.findings;
  return primary
    ? `${VERDICT[primary.verdict]}: ${primary.title}`
    : `${NOTHING_WRONG[first.outcome]}. ${first.summary}`;
}

function Empty({ onExample }: { onExample: (text: string) => void }): JSX.Element {
  return (
    <div class="empty">
      <h2>Why was it refused?</h2>
      <p>
        <Prose text="Paste response headers, `curl -v` output, IIS log lines or `adsutil` output: the cause, the fix and what to check next stand here as you paste." />
      </p>
      <h3>Try one</h3>
      <ul class="examples" role="list">
        {examples.map(({ title, about, text }) => (
          <li key={title}>
            <button
              type="button"
              onClick={() => {
                onExample(text());
              }}
            >
              <b>{title}</b>
              <span>
                <Prose text={about} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Failure = NonNullable<Diagnosis["failure"]>;

const FAILED: Record<Failure["kind"], { title: string; about: string }> = {
  refused: {
    title: "This is more than can be read at once",
    about: "The part around the failure is enough.",
  },
  failed: {
    title: "The engine stopped on this paste",
    about:
      "That is a fault of why401, not of what you pasted. A shorter piece of it may still be answered.",
  },
};

function Failed({ failure: { kind, message } }: { failure: Failure }): JSX.Element {
  return (
    <>
      <div class="answer-top">
        <span class="verdict">No answer</span>
      </div>
      <h2>{FAILED[kind].title}</h2>
      <p>
        <Prose text={FAILED[kind].about} />
      </p>
      <div class="command">
        <pre>
          <code>{message}</code>
        </pre>
      </div>
    </>
  );
}
