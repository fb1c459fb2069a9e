// What is diagnosed has the line ends that were pasted, and offsets lead from it to the editor.
import { EditorState } from "@codemirror/state";
import { insertion, lineEnds, Original } from "../src/editor/line-ends";
import { expect, test, TITLE, TRACE } from "./page";

function holding(text: string): EditorState {
  const empty = EditorState.create({
    extensions: [EditorState.lineSeparator.of("\n"), lineEnds()],
  });
  const { changes, effects } = insertion(text, 0, 0);
  return empty.update({ changes, effects }).state;
}

for (const text of ["", "a", "a\r\nb\r\n\r\nc", "a\r\nb\nc\rd\r\r\n", "\r\n\r\n", "\n\r\n"]) {
  test(`${JSON.stringify(text)} is kept, and every offset of it found`, () => {
    const state = holding(text);
    const original = new Original(state);
    expect(original.text()).toBe(text);
    expect(state.doc.toString()).toBe(text.replaceAll("\r\n", "\n"));
    for (let offset = 0; offset <= text.length; offset += 1) {
      const before = text.slice(0, offset).replace(/\r\n/g, "\n");
      // Between CR and LF there is no place of its own in the document: it is the line's end.
      const isBetween = text[offset - 1] === "\r" && text[offset] === "\n";
      expect(original.toDocument(offset)).toBe(isBetween ? before.length - 1 : before.length);
    }
  });
}

test("edits keep the line ends of the lines they leave alone", () => {
  const typed = holding("one\r\ntwo\r\nthree\n").update({
    changes: { from: 0, to: 3, insert: "1" },
  });
  expect(new Original(typed.state).text()).toBe("1\r\ntwo\r\nthree\n");
  const longer = typed.state.update({ changes: { from: 5, insert: "!" } });
  expect(new Original(longer.state).text()).toBe("1\r\ntwo!\r\nthree\n");
  const joined = typed.state.update({ changes: { from: 1, to: 2 } });
  expect(new Original(joined.state).text()).toBe("1two\r\nthree\n");
  const split = joined.state.update({ changes: { from: 1, insert: "\n" } });
  expect(new Original(split.state).text()).toBe("1\ntwo\r\nthree\n");
});

test("a second paste in the middle brings its own line ends", () => {
  const state = holding("one\r\ntwo\n");
  const { changes, effects } = insertion("x\r\ny\n", 4, 4);
  const next = new Original(state.update({ changes, effects }).state);
  expect(next.text()).toBe("one\r\nx\r\ny\ntwo\n");
});

test("marks stand on the right characters of a paste with CR LF, before and after an edit", async ({
  why401,
}) => {
  await why401.paste(TRACE.replaceAll("\n", "\r\n"));
  await expect(why401.title).toHaveText(TITLE);
  const lines = why401.editor().locator(".cm-line");
  await expect(lines).toHaveCount(TRACE.split("\n").length);
  const mark = lines.nth(3).locator(".mark");
  await expect(mark).toHaveText("NTLM");

  await why401.editor().press("ControlOrMeta+Home");
  await why401.editor().pressSequentially("GET / HTTP/1.1\nHost: intranet\n\n");
  await expect(why401.answer.locator(".case-line").first()).toContainText("intranet");
  await expect(lines.nth(6).locator(".mark")).toHaveText("NTLM");
});
