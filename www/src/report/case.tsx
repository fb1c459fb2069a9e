// One case: its primary finding in full, the next question, the other findings folded.
import type { JSX } from "preact";
import type { Case, Question, Report } from "../engine/engine";
import { CopyButton } from "./copy";
import { FindingBody, VerdictWord } from "./finding";
import { Handshake } from "./handshake";
import { markdown } from "./markdown";
import { Prose } from "./prose";
import { QuestionView } from "./question";
import { caseName, NOTHING_WRONG } from "./words";

export function CaseView({ report, index }: { report: Report; index: number }): JSX.Element | null {
  const it = report.cases[index];
  if (it === undefined) return null;
  const [primary, ...others] = it.findings;
  const questions = report.questions.filter((question) => question.case === index);
  const settling =
    primary && primary.verdict !== "confirmed"
      ? questions.find((question) => question.rules.includes(primary.rule))
      : undefined;
  const certain = `certain-${index}`;
  return (
    <>
      <div class="answer-top">
        {primary ? <VerdictWord finding={primary} /> : <span class="verdict">No finding</span>}
        {settling && (
          <a class="quiet-button" href={`#${certain}`}>
            How to be certain
          </a>
        )}
        <CopyButton label="Copy report" text={() => markdown(report, index)} />
      </div>
      <h2>
        <Prose text={primary?.title ?? NOTHING_WRONG[it.outcome]} />
      </h2>
      <CaseLine it={it} />
      {primary && <FindingBody finding={primary} caseIndex={index} index={0} />}
      {settling && (
        <section class="block" id={certain} tabIndex={-1}>
          <h3>To be certain</h3>
          <QuestionView key={settling.fact} question={settling} />
        </section>
      )}
      <MoreQuestions
        questions={questions.filter((question) => question !== settling)}
        title={settling ? "More that would help" : "What would tell more"}
      />
      {it.handshake.length > 0 && (
        <section class="block">
          <h3>Handshake</h3>
          <Handshake legs={it.handshake} signs={it.signs} caseIndex={index} />
        </section>
      )}
      {others.length > 0 && (
        <section class="block">
          <h3>Also found</h3>
          {others.map((finding, i) => (
            <details key={finding.rule}>
              <summary>
                <VerdictWord finding={finding} /> <Prose text={finding.title} />
              </summary>
              <FindingBody finding={finding} caseIndex={index} index={i + 1} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function CaseLine({ it }: { it: Case }): JSX.Element {
  const pieces = [caseName(it), it.summary, it.count > 1 ? `${it.count} times` : ""];
  return <p class="case-line">{pieces.filter((piece) => piece !== "").join(" · ")}</p>;
}

function MoreQuestions({
  questions,
  title,
}: {
  questions: readonly Question[];
  title: string;
}): JSX.Element | null {
  if (questions.length === 0) return null;
  return (
    <details class="block">
      <summary>{title}</summary>
      {questions.map((question) => (
        <QuestionView key={question.fact} question={question} />
      ))}
    </details>
  );
}
