// Requests and responses as a ladder.
import type { JSX } from "preact";
import type { Leg, Sign } from "../engine/engine";
import { PlaceButton } from "./place";

/** Longer handshakes are cut in the middle: how they start and how they end is what tells. */
const LONGEST = 24;

const DIRECTION: Record<Leg["direction"], { arrow: string; words: string }> = {
  request: { arrow: "→", words: "The client asks:" },
  response: { arrow: "←", words: "The server answers:" },
};

export function Handshake({
  legs,
  signs,
  caseIndex,
}: {
  legs: readonly Leg[];
  signs: readonly Sign[];
  caseIndex: number;
}): JSX.Element {
  const several = new Set(legs.map((leg) => leg.connection)).size > 1;
  const left = Math.max(0, legs.length - LONGEST);
  return (
    <>
      <ol class="ladder" role="list">
        {legs.map((leg, i) => {
          if (left > 0 && i >= LONGEST / 2 && i < legs.length - LONGEST / 2) {
            return i === LONGEST / 2 ? <li class="left-out">{left} more</li> : null;
          }
          return (
            <li key={i}>
              <PlaceButton place={{ key: `leg-${caseIndex}-${i}`, spans: [leg.span] }} class="leg">
                <Rung leg={leg} several={several} />
              </PlaceButton>
            </li>
          );
        })}
      </ol>
      {signs.length > 0 && (
        <ul class="signs">
          {signs.map((sign, i) => (
            <li key={sign.sign}>
              {sign.spans.length > 0 ? (
                <PlaceButton
                  place={{ key: `sign-${caseIndex}-${i}`, spans: sign.spans }}
                  class="leg"
                >
                  {sign.text}
                </PlaceButton>
              ) : (
                sign.text
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Rung({ leg, several }: { leg: Leg; several: boolean }): JSX.Element {
  const { arrow, words } = DIRECTION[leg.direction];
  return (
    <>
      <span class="arrow" aria-hidden="true">
        {arrow}
      </span>
      <span class="hidden">{words}</span>{" "}
      <span class="leg-text">
        <code>{leg.line}</code>{" "}
        {leg.schemes.length > 0 && <span class="schemes">{leg.schemes.join(", ")}</span>}{" "}
        {leg.token !== null && <span class="token">{leg.token}</span>}
      </span>{" "}
      {several && leg.connection !== null && <span class="line">connection {leg.connection}</span>}
    </>
  );
}
