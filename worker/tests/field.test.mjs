// The response field, read back by the parser of RFC 9651.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseList } from "structured-headers";
import { fieldValue } from "../dist/field.js";

/**
 * @param {Partial<import("why401/edge").ExchangeFinding>} given
 * @returns {import("why401/edge").ExchangeFinding}
 */
function finding(given) {
  const rest = { rule: "a-rule", title: "A title", missing: [] };
  return { verdict: "likely", severity: "error", ...rest, ...given };
}

test("findings are a list, the primary one first", () => {
  const value = fieldValue([finding({}), finding({ rule: "other", verdict: "possible" })]);
  assert.equal(
    value,
    'a-rule;verdict=likely;severity=error;title="A title", other;verdict=possible;severity=error;title="A title"',
  );
  assert.equal(fieldValue([]), "");
  assert.equal(parseList(fieldValue(Array.from({ length: 99 }, () => finding({})))).length, 4);
});

test("whatever a title or a rule is made of, the field is of the grammar and says the same", () => {
  /** @type {[string, string][]} */
  const titles = [
    ['say "NTLM" \\ and go', 'say "NTLM" \\ and go'],
    ["a\r\nSet-Cookie: a=b\0", "a  Set-Cookie: a=b "],
    ["Zugriff verweigert für „Büro“ 100%", "Zugriff verweigert für „Büro“ 100%"],
    ["", ""],
  ];
  for (const [title, read] of titles) {
    for (const rule of ["a-rule", "pack/a-rule", "401-first", "with space", 'quote"']) {
      const value = fieldValue([finding({ title, rule })]);
      assert.match(value, /^[ -~]+$/);
      const [item] = parseList(value);
      assert.equal(String(item?.[0]), rule);
      assert.equal(String(item?.[1].get("title")), read);
    }
  }
});
