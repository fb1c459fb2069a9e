// A button that copies, and says whether it could.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How long the button says what became of it, in milliseconds. */
const SAID = 2000;

export function CopyButton({
  text,
  label = "Copy",
  name,
}: {
  /** What is copied, made when it is needed. */
  text: () => string;
  label?: string;
  /** What a screen reader calls it, where the label is too little. */
  name?: string;
}): JSX.Element {
  const [said, say] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => {
      say(null);
    }, SAID);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      say("Copied");
    } catch {
      say("Can’t copy here");
    }
  };
  return (
    <button
      type="button"
      class="quiet-button copy"
      onClick={() => void copy()}
      aria-label={said ?? name ?? label}
    >
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}
