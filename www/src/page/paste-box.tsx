// One box of the left column: an editor, what was read in it, and its marks.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { PasteEditor } from "../editor/editor";
import type { Mark } from "../editor/marks";
import type { Part } from "../engine/engine";
import { Prose } from "../report/prose";
import type { Paste } from "./pastes";
import type { Pointing } from "./pointing";

/** More formats than these are counted, not named. */
const MOST = 4;

export function PasteBox({
  paste,
  label,
  parts,
  index,
  marks,
  pointing,
  autoFocus = false,
  onChange,
  onPoint,
  onFiles,
  children,
}: {
  paste: Paste;
  label: string;
  parts: readonly Part[];
  /** Which paste of the report it is; -1 for none. */
  index: number;
  marks: readonly Mark[];
  pointing: Pointing | null;
  autoFocus?: boolean;
  onChange: (text: string) => void;
  onPoint: (key: string | null) => void;
  onFiles: (files: File[]) => void;
  /** Its buttons. */
  children: ComponentChildren;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<PasteEditor | null>(null);
  const handlers = useRef({ onChange, onPoint, onFiles });
  handlers.current = { onChange, onPoint, onFiles };
  // One editor for the life of the box: it has its own state, and hands on what changes in it.
  useEffect(() => {
    if (host.current === null) return;
    const made = new PasteEditor(host.current, {
      label,
      text: paste.text,
      onChange: (text) => {
        handlers.current.onChange(text);
      },
      onPoint: (key) => {
        handlers.current.onPoint(key);
      },
      onFiles: (files) => {
        handlers.current.onFiles(files);
      },
    });
    editor.current = made;
    if (autoFocus) made.focus();
    return () => {
      made.destroy();
    };
  }, []);
  useEffect(() => editor.current?.mark(marks), [marks]);
  useEffect(() => {
    const here = pointing?.place.spans.filter((span) => span.paste === index) ?? [];
    editor.current?.point(here, pointing?.scroll ?? false);
  }, [pointing, index]);
  const formats = formatsOf(parts);
  return (
    <div class="paste-box">
      <div class="paste-top">
        <p class="chips">
          {paste.title !== "" && (
            <span class="chip paste-title">
              <Prose text={paste.title} />
            </span>
          )}
          {formats.slice(0, MOST).map(({ format, summary }) => (
            <span class="chip" key={format}>
              <b>{format}</b> {summary}
            </span>
          ))}
          {formats.length > MOST && <span class="chip">{formats.length - MOST} more</span>}
        </p>
        {children}
      </div>
      <div class="editor" ref={host} />
    </div>
  );
}

/** Each format once: with what was read of it, or with how often it stands there. */
function formatsOf(parts: readonly Part[]): { format: string; summary: string }[] {
  const summaries = new Map<string, string[]>();
  for (const { format, summary } of parts) {
    summaries.set(format, [...(summaries.get(format) ?? []), summary]);
  }
  return [...summaries].map(([format, [only = "", ...others]]) => ({
    format,
    summary: others.length === 0 ? only : `${others.length + 1} times`,
  }));
}
