// Marks: the stretches of a paste that findings rest on, underlined, and the one that is pointed at.
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import type { Extension, Transaction } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import type { DecorationSet } from "@codemirror/view";
import type { Severity } from "../engine/engine";

/** A stretch to mark, in offsets of the document. */
export interface Stretch {
  start: number;
  end: number;
}

/** A stretch that a finding rests on. */
export interface Mark extends Stretch {
  severity: Severity;
  /** Which piece of evidence it is, as the report's components name it. */
  key: string;
}

const setMarks = StateEffect.define<readonly Mark[]>();
const setPointed = StateEffect.define<readonly Stretch[]>();

function decorations<T extends Stretch>(
  stretches: readonly T[],
  length: number,
  decorate: (stretch: T) => Decoration,
): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const inOrder = [...stretches].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const stretch of inOrder) {
    const end = Math.min(stretch.end, length);
    if (stretch.start < end) builder.add(stretch.start, end, decorate(stretch));
  }
  return builder.finish();
}

function layer<T extends Stretch>(
  effect: ReturnType<typeof StateEffect.define<readonly T[]>>,
  decorate: (stretch: T) => Decoration,
): Extension {
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(set: DecorationSet, transaction: Transaction) {
      let next = set.map(transaction.changes);
      for (const e of transaction.effects) {
        if (e.is(effect)) next = decorations(e.value, transaction.newDoc.length, decorate);
      }
      return next;
    },
    provide: (f) => EditorView.decorations.from(f),
  });
  return field;
}

/** Lets an editor show marks, and tells which one the pointer or the cursor is on. */
export function marks(onPoint: (key: string | null) => void): Extension {
  let pointed: string | null = null;
  const point = (key: string | null): void => {
    if (key === pointed) return;
    pointed = key;
    onPoint(key);
  };
  return [
    layer<Mark>(setMarks, (mark) =>
      Decoration.mark({
        class: `mark mark-${mark.severity}`,
        attributes: { "data-evidence": mark.key },
      }),
    ),
    layer<Stretch>(setPointed, () => Decoration.mark({ class: "pointed" })),
    EditorView.domEventHandlers({
      mousemove: (event) => {
        point(keyOf(event.target));
      },
      mouseleave: () => {
        point(null);
      },
    }),
    EditorView.updateListener.of((update) => {
      if (!update.selectionSet || update.docChanged || !update.view.hasFocus) return;
      const { node } = update.view.domAtPos(update.state.selection.main.head);
      point(keyOf(node));
    }),
  ];
}

function keyOf(target: EventTarget | null): string | null {
  const element =
    target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
  return element?.closest<HTMLElement>("[data-evidence]")?.dataset["evidence"] ?? null;
}

/** Replaces all marks. */
export function showMarks(view: EditorView, all: readonly Mark[]): void {
  view.dispatch({ effects: setMarks.of(all) });
}

/** Highlights stretches, none to stop; scrolls to the first where asked to. */
export function pointAt(view: EditorView, stretches: readonly Stretch[], scroll: boolean): void {
  const effects: StateEffect<unknown>[] = [setPointed.of(stretches)];
  const first = stretches[0];
  if (scroll && first) {
    const start = Math.min(first.start, view.state.doc.length);
    effects.push(EditorView.scrollIntoView(start, { y: "nearest", yMargin: 48 }));
  }
  view.dispatch({ effects });
}
