// What was not understood, and why.
import type { JSX } from "preact";
import type { Unread } from "../engine/engine";
import { useSurroundings } from "./context";
import { PlaceButton } from "./place";
import { Prose } from "./prose";

/** More than these are counted, not listed. */
const MOST = 20;

export function UnreadList({ unread }: { unread: readonly Unread[] }): JSX.Element {
  const { where } = useSurroundings();
  return (
    <ul class="unread" role="list">
      {unread.slice(0, MOST).map((it, i) => {
        const place = where(it.span);
        return (
          <li key={i}>
            <PlaceButton place={{ key: `unread-${i}`, spans: [it.span] }} class="leg">
              <span>
                <Prose text={it.reason} />
              </span>{" "}
              {place !== undefined && <span class="line">{place}</span>}
            </PlaceButton>
          </li>
        );
      })}
      {unread.length > MOST && <li class="left-out">{unread.length - MOST} more</li>}
    </ul>
  );
}
