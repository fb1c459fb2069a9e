// The panel: the tab's exchanges on one side, what is to be said of the chosen one on the other.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isRefusal } from "../exchange/exchange.ts";
import type { Group } from "../exchange/log.ts";
import { Answer } from "./answer.tsx";
import type { Addition, Diagnose } from "./diagnose.ts";
import { Row } from "./row.tsx";

const NONE: readonly Addition[] = [];

export function Panel({
  groups,
  diagnose,
  onClear,
}: {
  groups: readonly Group[];
  diagnose: Diagnose;
  onClear: () => void;
}): JSX.Element {
  const [chosen, choose] = useState<number | null>(null);
  const [additions, setAdditions] = useState<ReadonlyMap<number, readonly Addition[]>>(new Map());
  // The newest that was refused is shown until the person turns to one.
  const shown =
    groups.find(({ id }) => id === chosen) ?? groups.findLast(wasRefused) ?? groups.at(-1);
  const addedTo = (group: Group) => additions.get(group.id) ?? NONE;

  useEffect(() => {
    document.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [shown?.id]);

  if (shown === undefined) return <Empty />;
  return (
    <main class="columns">
      <h1 class="hidden">why401</h1>
      <section class="list" aria-label="Exchanges">
        <div class="list-top">
          <p>{groups.length === 1 ? "1 address" : `${groups.length} addresses`}</p>
          <button type="button" class="quiet-button" onClick={onClear}>
            Clear
          </button>
        </div>
        <ul role="list">
          {groups.map((group) => (
            <li key={group.id}>
              <Row
                diagnosis={diagnose(group, addedTo(group))}
                isShown={group === shown}
                onChoose={() => {
                  choose(group.id);
                }}
              />
            </li>
          ))}
        </ul>
      </section>
      <section
        class="answer"
        aria-label="Answer"
        onPointerDown={() => {
          choose(shown.id);
        }}
        onFocusIn={() => {
          choose(shown.id);
        }}
      >
        <Answer
          key={shown.id}
          diagnosis={diagnose(shown, addedTo(shown))}
          additions={addedTo(shown)}
          onChange={(next) => {
            setAdditions((before) => new Map(before).set(shown.id, next));
          }}
        />
      </section>
    </main>
  );
}

function wasRefused({ exchanges }: Group): boolean {
  return isRefusal(exchanges.at(-1)?.response.status ?? 0);
}

function Empty(): JSX.Element {
  return (
    <main class="empty">
      <h1 class="hidden">why401</h1>
      <h2>Nothing was refused so far</h2>
      <p>
        What is answered with 401, 403 or 407, or carries fields of authentication, is listed here
        as it happens, with the reason. Reload the page to see what it asked for before.
      </p>
      <p>Nothing leaves this browser, and nothing is kept.</p>
    </main>
  );
}
