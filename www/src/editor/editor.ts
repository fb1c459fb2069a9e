// A box to paste into: CodeMirror with line numbers, marks, and the line ends that were pasted.
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { EditorSelection, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { insertion, lineEnds, Original } from "./line-ends";
import { marks, pointAt, showMarks } from "./marks";
import type { Mark, Stretch } from "./marks";
import { theme } from "./theme";

const PLACEHOLDER = "Paste here";

/** How long the keyboard rests before what was typed is handed on, in milliseconds. */
const REST = 120;

export interface EditorOptions {
  /** What a screen reader calls it. */
  label: string;
  /** What it holds at first. */
  text: string;
  /** Called with the text as it was pasted: at once after a paste, else when the keyboard rests. */
  onChange: (text: string) => void;
  /** Called with the evidence that the pointer or the cursor is on. */
  onPoint: (key: string | null) => void;
  /** Called with files that were dropped or pasted. */
  onFiles: (files: File[]) => void;
}

/** All offsets that go in are of the text as it was pasted. */
export class PasteEditor {
  readonly #view: EditorView;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #original: Original | undefined;

  /** `host` gets a shadow root: its style sheets are adopted, which a strict style-src allows. */
  constructor(host: HTMLElement, options: EditorOptions) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const hand = () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      options.onChange(this.#asPasted().text());
    };
    const paste = (text: string, from: number, to: number) => {
      const { changes, effects, length } = insertion(text, from, to);
      this.#view.dispatch({
        changes,
        effects,
        selection: EditorSelection.cursor(from + length),
        scrollIntoView: from !== 0 || to !== 0,
        userEvent: "input.paste",
      });
      hand();
    };
    // Without this, CodeMirror would normalise line ends before they could be kept.
    const take = (data: DataTransfer | null, from: number, to: number): boolean => {
      const files = [...(data?.files ?? [])];
      const text = data?.getData("text/plain") ?? "";
      if (text !== "") paste(text, from, to);
      else if (files.length > 0) options.onFiles(files);
      else return false;
      return true;
    };
    this.#view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          EditorState.lineSeparator.of("\n"),
          lineEnds(),
          lineNumbers(),
          highlightSpecialChars(),
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          keymap.of([...standardKeymap, ...historyKeymap]),
          placeholder(PLACEHOLDER),
          EditorView.contentAttributes.of({
            "aria-label": options.label,
            spellcheck: "false",
            autocapitalize: "off",
          }),
          marks(options.onPoint),
          theme,
          EditorView.domEventHandlers({
            paste: (event, view) => {
              const { from, to } = view.state.selection.main;
              return prevented(event, take(event.clipboardData, from, to));
            },
            drop: (event, view) => {
              const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
              return prevented(event, take(event.dataTransfer, at, at));
            },
          }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            this.#original = undefined;
            clearTimeout(this.#timer);
            this.#timer = setTimeout(hand, REST);
          }),
        ],
      }),
    });
    if (options.text !== "") {
      const { changes, effects } = insertion(options.text, 0, 0);
      this.#view.dispatch({ changes, effects });
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  /** Shows what findings rest on. Ignored while there is text that was not handed on yet. */
  mark(all: readonly Mark[]): void {
    if (this.#timer !== undefined) return;
    showMarks(
      this.#view,
      all.map((mark) => this.#inDocument(mark)),
    );
  }

  /** Highlights stretches, none to stop; scrolls to the first where asked to. */
  point(stretches: readonly Stretch[], scroll: boolean): void {
    if (this.#timer !== undefined) return;
    pointAt(
      this.#view,
      stretches.map((stretch) => this.#inDocument(stretch)),
      scroll,
    );
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#view.destroy();
  }

  #asPasted(): Original {
    this.#original ??= new Original(this.#view.state);
    return this.#original;
  }

  #inDocument<T extends Stretch>(stretch: T): T {
    const original = this.#asPasted();
    return {
      ...stretch,
      start: original.toDocument(stretch.start),
      end: original.toDocument(stretch.end),
    };
  }
}

function prevented(event: Event, taken: boolean): boolean {
  if (taken) event.preventDefault();
  return taken;
}
