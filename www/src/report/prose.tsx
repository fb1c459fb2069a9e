// Prose with code spans in backticks. Everything becomes text nodes, never markup.
import type { JSX } from "preact";

/** One line of prose. A backtick without its partner is shown as it stands. */
export function Prose({ text }: { text: string }): JSX.Element {
  const pieces = text.split(/(`[^`]+`)/);
  return (
    <>
      {pieces.map((piece, i) => (i % 2 === 1 ? <code key={i}>{piece.slice(1, -1)}</code> : piece))}
    </>
  );
}

/** Prose with blank lines between its paragraphs. */
export function Paragraphs({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(/\n\s*\n/).map((paragraph, i) => (
        <p key={i}>
          <Prose text={paragraph} />
        </p>
      ))}
    </>
  );
}
