// One finding: how sure it is, what is wrong, why, how to mend it, and what it rests on.
import type { ComponentChildren, JSX } from "preact";
import type { Finding, Step } from "../engine/engine";
import { Commands } from "./command";
import { EvidenceList } from "./evidence";
import { Paragraphs, Prose } from "./prose";
import { names, VERDICT } from "./words";

export function VerdictWord({ finding }: { finding: Finding }): JSX.Element {
  return <span class={`verdict is-${finding.severity}`}>{VERDICT[finding.verdict]}</span>;
}

/** All of a finding below its title. */
export function FindingBody({
  finding,
  caseIndex,
  index,
}: {
  finding: Finding;
  caseIndex: number;
  index: number;
}): JSX.Element {
  return (
    <>
      <Part title="Why">
        <Paragraphs text={finding.cause} />
      </Part>
      {finding.fix.length > 0 && (
        <Part title="Fix">
          <Steps steps={finding.fix} />
        </Part>
      )}
      {finding.risk !== null && (
        <Part title="Mind">
          <Paragraphs text={finding.risk} />
        </Part>
      )}
      {finding.evidence.length > 0 && (
        <Part title="Seen">
          <EvidenceList finding={finding} caseIndex={caseIndex} index={index} />
        </Part>
      )}
      <div class="small-print">
        {finding.applies !== null && <p>Applies to {finding.applies}</p>}
        <p>{names(finding).join(" · ")}</p>
        {finding.superseded.length > 0 && <p>Stands for {finding.superseded.join(", ")}</p>}
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="part">
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  );
}

function Steps({ steps }: { steps: readonly Step[] }): JSX.Element {
  if (steps.length === 1)
    return (
      <>
        {steps.map((step) => (
          <StepText key={0} step={step} />
        ))}
      </>
    );
  return (
    <ol class="steps">
      {steps.map((step, i) => (
        <li key={i}>
          <StepText step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepText({ step }: { step: Step }): JSX.Element {
  return (
    <>
      <p>
        <Prose text={step.text} />
      </p>
      <Commands commands={step.commands} />
    </>
  );
}
