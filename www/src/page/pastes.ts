// What the person gave: pastes, files, outputs of commands, and answers.

/** One box of the page. */
export interface Paste {
  /** Tells it from all others of this visit; a box that is filled anew gets a new one. */
  id: number;
  /** What it is, in prose; empty for the first. */
  title: string;
  text: string;
}

/** An answer that the person chose, and may take back. */
export interface ChosenAnswer {
  fact: string;
  value: string;
  /** The question and the answer as they were shown. */
  question: string;
  label: string;
}

let last = 0;

export function newPaste(text = "", title = ""): Paste {
  last += 1;
  return { id: last, title, text };
}

/**
 * A file's text. Bytes that are neither UTF-8 nor UTF-16 with a byte order mark become U+0000 to
 * U+00FF, so that none is lost.
 */
export async function fileText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const pieces: string[] = [];
    for (let start = 0; start < bytes.length; start += 4096) {
      pieces.push(String.fromCharCode(...bytes.subarray(start, start + 4096)));
    }
    return pieces.join("");
  }
}

/** Tells on which line, from 1, an offset of a text stands. */
export function lineFinder(text: string): (offset: number) => number {
  let starts: number[] | undefined;
  return (offset) => {
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
        starts.push(at + 1);
    }
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
