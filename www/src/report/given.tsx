// What the person added to what was pasted, and may take back.
import type { JSX } from "preact";
import { Prose } from "./prose";

export interface GivenAnswer {
  /** The question, or the command whose output it is. */
  what: string;
  answer: string;
  undo: () => void;
}

export function Given({ given }: { given: readonly GivenAnswer[] }): JSX.Element | null {
  if (given.length === 0) return null;
  return (
    <section class="block">
      <h3>You answered</h3>
      <ul class="answered" role="list">
        {given.map(({ what, answer, undo }, i) => (
          <li key={i}>
            <span>
              <Prose text={what} /> <b>{answer}</b>
            </span>
            <button type="button" class="quiet-button" onClick={undo}>
              Undo
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
