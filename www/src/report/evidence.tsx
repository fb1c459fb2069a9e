// What a finding rests on.
import type { JSX } from "preact";
import type { Evidence, Finding } from "../engine/engine";
import { evidenceKey, useSurroundings } from "./context";
import { PlaceButton } from "./place";
import { Prose } from "./prose";
import { SOURCE, written } from "./words";

/** Longer values are cut here; the mark in the paste shows all of it. */
const LONGEST = 80;

export function EvidenceList({
  finding,
  caseIndex,
  index,
}: {
  finding: Finding;
  caseIndex: number;
  /** Which of the case's findings it is. */
  index: number;
}): JSX.Element {
  return (
    <ul class="evidence-list" role="list">
      {finding.evidence.map((evidence, i) => {
        const key = evidenceKey(caseIndex, index, i);
        return (
          <li key={key}>
            {evidence.spans.length > 0 ? (
              <PlaceButton
                place={{ key, spans: evidence.spans }}
                class={`evidence on-${finding.severity}`}
              >
                <EvidenceText evidence={evidence} />
              </PlaceButton>
            ) : (
              <div class={`evidence on-${finding.severity}`}>
                <EvidenceText evidence={evidence} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function EvidenceText({ evidence }: { evidence: Evidence }): JSX.Element {
  const { where } = useSurroundings();
  const first = evidence.spans[0];
  const place = first && where(first);
  const value = written(evidence.value);
  const source = SOURCE[evidence.source];
  return (
    <>
      <code class="value">{value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}</code>{" "}
      <span class="label">
        {evidence.label === "" ? evidence.fact : <Prose text={evidence.label} />}
        {source !== "" && <span class="source"> ({source})</span>}
      </span>{" "}
      {place !== undefined && <span class="line">{place}</span>}
    </>
  );
}
