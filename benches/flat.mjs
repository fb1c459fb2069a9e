// Writes facts into the memory of the module, as benches/src/flat.rs reads them.

const UNKNOWN = 0;
const ABSENT = 1;
const FALSE = 2;
const TRUE = 3;
const INT = 4;
const TEXT = 5;
const LIST = 6;
const RECORD = 7;
const SAME = 8;

const encoder = new TextEncoder();
/** A number, or a kind and a number. */
const NUMBER = 8;
/** Up to this length, looking at each letter is quicker than the encoder. */
const SHORT = 48;

/** Bytes of the module's memory that are written to. */
export class Room {
  #memory;
  #grow;
  #bytes = new Uint8Array();
  #view = new DataView(new ArrayBuffer());
  /** Where is written to next. */
  at = 0;

  /** `grow` makes it so large, and tells where it is. */
  constructor(memory, grow) {
    this.#memory = memory;
    this.#grow = grow;
  }

  /** What was told in its first bytes. Where the memory grew meanwhile, views of it have ended. */
  told(bytes) {
    if (this.#bytes.length < bytes) this.#need(bytes);
    return this.#bytes;
  }

  fact(number, value, fields) {
    if (this.#bytes.length < this.at + 2 * NUMBER) this.#need(2 * NUMBER);
    this.#number(number);
    this.#value(value, fields);
  }

  #need(bytes) {
    const size = 2 * (this.at + bytes) + 1024;
    const start = this.#grow(size);
    this.#bytes = new Uint8Array(this.#memory.buffer, start, size);
    this.#view = new DataView(this.#memory.buffer, start, size);
  }

  #number(number) {
    while (number > 0x7f) {
      this.#bytes[this.at++] = number | 0x80;
      number >>>= 7;
    }
    this.#bytes[this.at++] = number;
  }

  /** `fields` are the names of a record's, in their order. */
  #value(value, fields) {
    if (this.#bytes.length < this.at + 2 * NUMBER) this.#need(2 * NUMBER);
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        this.#bytes[this.at] = INT;
        this.#view.setFloat64(this.at + 1, value, true);
        this.at += 9;
        return;
      case "boolean":
        this.#bytes[this.at++] = value ? TRUE : FALSE;
        return;
      case "undefined":
        this.#bytes[this.at++] = UNKNOWN;
        return;
    }
    if (value === null) {
      this.#bytes[this.at++] = ABSENT;
    } else if (Array.isArray(value)) {
      this.#bytes[this.at++] = LIST;
      this.#number(value.length);
      for (const item of value) this.#value(item, fields);
    } else {
      this.#record(value, fields);
    }
  }

  #text(text) {
    // A unit of UTF-16 is at most three bytes of UTF-8.
    const { length } = text;
    if (this.#bytes.length < this.at + length * 3 + NUMBER) this.#need(length * 3 + NUMBER);
    const bytes = this.#bytes;
    const start = this.at;
    bytes[start] = TEXT;
    if (length < SHORT) {
      let at = 0;
      for (; at < length; at++) {
        const unit = text.charCodeAt(at);
        if (unit > 0x7f) break;
        bytes[start + 2 + at] = unit;
      }
      if (at === length) {
        bytes[start + 1] = length;
        this.at = start + 2 + length;
        return;
      }
    }
    // The length in four bytes, since it is not known before.
    const { written } = encoder.encodeInto(text, bytes.subarray(start + 5));
    bytes[start + 1] = written | 0x80;
    bytes[start + 2] = (written >>> 7) | 0x80;
    bytes[start + 3] = (written >>> 14) | 0x80;
    bytes[start + 4] = (written >>> 21) & 0x7f;
    this.at = start + 5 + written;
  }

  #record(record, fields) {
    this.#bytes[this.at++] = RECORD;
    this.#number(fields.length);
    for (let field = 0; field < fields.length;) {
      const value = record[fields[field]];
      let end = field + 1;
      if (value == null) {
        while (end < fields.length && record[fields[end]] === value) end += 1;
      }
      if (this.#bytes.length < this.at + NUMBER) this.#need(NUMBER);
      if (end - field > 1) {
        this.#bytes[this.at++] = SAME;
        this.#number(end - field);
      }
      this.#value(value);
      field = end;
    }
  }
}
