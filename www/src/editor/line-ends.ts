// Line ends: the editor's document has bare line feeds; what is diagnosed has the line ends that were
// pasted. This keeps the carriage returns beside the document and maps offsets between the two.
import { RangeSet, RangeValue, StateEffect, StateField } from "@codemirror/state";
import type { EditorState, Extension, Range, Text } from "@codemirror/state";

class CarriageReturn extends RangeValue {
  // What is typed at either side is not part of it, and it goes when its line feed does.
  override startSide = 1;
  override endSide = -1;
}
const carriageReturn = new CarriageReturn();

/** Document offsets of line feeds that were written as CR LF. */
const addCarriageReturns = StateEffect.define<number[]>();

// Each range covers one line feed, so that it moves with its line and goes when its line is joined.
const carriageReturns = StateField.define<RangeSet<CarriageReturn>>({
  create: () => RangeSet.empty,
  update(returns, transaction) {
    let next = returns.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(addCarriageReturns)) next = next.update({ add: effect.value.map(at) });
    }
    return next;
  },
});

function at(lineFeed: number): Range<CarriageReturn> {
  return carriageReturn.range(lineFeed, lineFeed + 1);
}

/** Makes an editor remember the line ends of the text that enters it through {@link insertion}. */
export function lineEnds(): Extension {
  return carriageReturns;
}

/** The change that puts `text` in place of a range, together with its line ends. */
export function insertion(
  text: string,
  from: number,
  to: number,
): {
  changes: { from: number; to: number; insert: string };
  effects: StateEffect<number[]>[];
  /** How long the text is in the document. */
  length: number;
} {
  const lineFeeds: number[] = [];
  const insert = text.replace(/\r\n/g, (_, start: number) => {
    lineFeeds.push(from + start - lineFeeds.length);
    return "\n";
  });
  const effects = lineFeeds.length > 0 ? [addCarriageReturns.of(lineFeeds)] : [];
  return { changes: { from, to, insert }, effects, length: insert.length };
}

/** A document with its line ends, as it was pasted. */
export class Original {
  readonly #doc: Text;
  /** Document offsets of the line feeds that had a carriage return before them, ascending. */
  readonly #lineFeeds: readonly number[];

  constructor(state: EditorState) {
    this.#doc = state.doc;
    const lineFeeds: number[] = [];
    const cursor = state.field(carriageReturns).iter();
    while (cursor.value) {
      lineFeeds.push(cursor.from);
      cursor.next();
    }
    this.#lineFeeds = lineFeeds;
  }

  /** The text that was pasted, carriage returns included. */
  text(): string {
    const doc = this.#doc.toString();
    if (this.#lineFeeds.length === 0) return doc;
    const pieces: string[] = [];
    let from = 0;
    for (const lineFeed of this.#lineFeeds) {
      pieces.push(doc.slice(from, lineFeed), "\r");
      from = lineFeed;
    }
    pieces.push(doc.slice(from));
    return pieces.join("");
  }

  /** Where an offset of the pasted text stands in the document. */
  toDocument(offset: number): number {
    // The nth carriage return stands at its line feed's offset plus the n returns before it.
    let low = 0;
    let high = this.#lineFeeds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineFeeds[middle] ?? 0) + middle < offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, Math.min(offset - low, this.#doc.length));
  }
}
