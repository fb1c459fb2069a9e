// The editor's looks. It lives in a shadow root, where the page's style sheets don't reach, but its
// custom properties (colours, fonts) do.
import { EditorView } from "@codemirror/view";

const underline = (colour: string) => ({
  textDecoration: `underline 2px var(${colour})`,
  textUnderlineOffset: "4px",
  textDecorationSkipInk: "none",
});

export const theme = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "transparent",
    fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 1rem 0 0.75rem" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--quiet)",
    border: "none",
    paddingLeft: "0.5rem",
    userSelect: "none",
  },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  ".cm-placeholder": { color: "var(--quiet)", whiteSpace: "pre-wrap" },
  ".cm-specialChar": { color: "var(--quiet)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {
      background: "var(--selection)",
    },
  ".mark-error": underline("--error"),
  ".mark-warning": underline("--warning"),
  ".mark-note": underline("--note"),
  ".pointed": { backgroundColor: "var(--pointed)", borderRadius: "2px" },
});
