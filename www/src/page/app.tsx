// The page: what is pasted on the left, the answer on the right.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Mark } from "../editor/marks";
import type { Engine, Question, Span } from "../engine/engine";
import { SurroundingsContext } from "../report/context";
import type { Place, Surroundings } from "../report/context";
import { Answer } from "./answer";
import { FileButton } from "./file-button";
import { PasteBox } from "./paste-box";
import { fileText, lineFinder, newPaste } from "./pastes";
import type { ChosenAnswer, Paste } from "./pastes";
import { marksOf, placeOf } from "./pointing";
import type { Pointing } from "./pointing";
import { useDiagnosis } from "./use-diagnosis";

const NO_MARKS: readonly Mark[] = [];

/** Side by side, the boxes follow what is pointed at; one under the other, they would jump away. */
const sideBySide = matchMedia("(min-width: 60rem)");

export function App({ engine }: { engine: Engine }): JSX.Element {
  const [pastes, setPastes] = useState<readonly Paste[]>(() => [newPaste()]);
  const [answers, setAnswers] = useState<readonly ChosenAnswer[]>([]);
  const [pointing, setPointing] = useState<Pointing | null>(null);
  const diagnosis = useDiagnosis(engine, pastes, answers);
  const { diagnosed } = diagnosis;
  const marks = useMemo(() => diagnosed && marksOf(diagnosed.report), [diagnosed]);
  const lines = useMemo(
    () => diagnosed?.pastes.map((paste) => lineFinder(paste.text)),
    [diagnosed],
  );

  // Whoever answers a question stands at its end: the new answer begins above. The box that had the
  // focus is gone with its question, so the focus goes to the answer too.
  const answer = useRef<HTMLElement>(null);
  const isAwaited = useRef(false);
  useEffect(() => {
    if (!isAwaited.current || answer.current === null) return;
    isAwaited.current = false;
    answer.current.focus({ preventScroll: true });
    answer.current.scrollTop = 0;
    answer.current.scrollIntoView({ block: "start" });
  }, [diagnosed]);

  const fill = (paste: Paste) => {
    setPastes([paste]);
    setAnswers([]);
    setPointing(null);
  };
  // What is added takes the place of boxes that are empty, but no box that is filled ever goes.
  const add = (added: readonly Paste[]) => {
    setPastes((before) => [...before.filter((paste) => paste.text.trim() !== ""), ...added]);
  };
  const remove = (gone: Paste) => {
    setPastes((before) => before.filter((paste) => paste.id !== gone.id));
  };
  const change = (id: number, text: string) => {
    setPastes((before) => before.map((paste) => (paste.id === id ? { ...paste, text } : paste)));
  };
  const openFiles = async (files: readonly File[]) => {
    add(await Promise.all(files.map(async (file) => newPaste(await fileText(file), file.name))));
  };
  const pointFromBox = (key: string | null) => {
    const place = diagnosed && key !== null ? placeOf(diagnosed.report, key) : null;
    setPointing(place && { place, scroll: false });
  };
  const surroundings: Surroundings = {
    pointed: pointing?.place.key ?? null,
    onPoint: (place: Place | null) => {
      setPointing(place && { place, scroll: sideBySide.matches });
    },
    onShow: (place: Place) => {
      setPointing({ place, scroll: true });
    },
    onAnswer: ({ fact, text }: Question, { label, value }) => {
      isAwaited.current = true;
      setAnswers((before) => [
        ...before.filter((chosen) => chosen.fact !== fact),
        { fact, value, question: text, label },
      ]);
    },
    onOutput: (question: Question, text: string) => {
      isAwaited.current = true;
      const command = question.commands[0]?.text ?? question.fact;
      add([newPaste(text, `Output of \`${command}\``)]);
    },
    where: (span: Span) => {
      const line = lines?.[span.paste]?.(span.start);
      if (line === undefined) return undefined;
      return pastes.length > 1 ? `paste ${span.paste + 1}, line ${line}` : `line ${line}`;
    },
  };

  return (
    <>
      <header class="masthead">
        <h1>why401</h1>
        <p>Paste anything about a 401, and read why.</p>
      </header>
      <main class="columns">
        <section
          class="pastes"
          aria-label="What you paste"
          onDragOver={(event) => {
            event.preventDefault();
          }}
          onDrop={(event) => {
            event.preventDefault();
            void openFiles([...(event.dataTransfer?.files ?? [])]);
          }}
        >
          {pastes.map((paste, i) => {
            const index = diagnosed?.pastes.findIndex((it) => it.id === paste.id) ?? -1;
            return (
              <PasteBox
                key={paste.id}
                paste={paste}
                label={i === 0 ? "Paste here" : `Further paste ${i}`}
                index={index}
                parts={diagnosed?.report.read.filter((part) => part.span.paste === index) ?? []}
                marks={marks?.get(index) ?? NO_MARKS}
                pointing={pointing}
                autoFocus={i === 0 && paste.text === "" && sideBySide.matches}
                onChange={(text) => {
                  change(paste.id, text);
                }}
                onPoint={pointFromBox}
                onFiles={(files) => void openFiles(files)}
              >
                {i === 0 && <FileButton onFiles={(files) => void openFiles(files)} />}
                {i === 0 && (pastes.length > 1 || paste.text !== "") && (
                  <button
                    type="button"
                    class="quiet-button"
                    onClick={() => {
                      fill(newPaste());
                    }}
                  >
                    Clear
                  </button>
                )}
                {i > 0 && (
                  <button
                    type="button"
                    class="quiet-button"
                    onClick={() => {
                      remove(paste);
                    }}
                  >
                    Remove
                  </button>
                )}
              </PasteBox>
            );
          })}
          <p class="promise">Nothing you paste leaves this page. It works offline.</p>
        </section>
        <section ref={answer} class="answer" aria-label="Answer" tabIndex={-1}>
          <SurroundingsContext.Provider value={surroundings}>
            <Answer
              diagnosis={diagnosis}
              answers={answers}
              onUndo={(gone) => {
                setAnswers((before) => before.filter((chosen) => chosen !== gone));
              }}
              onExample={(text) => {
                fill(newPaste(text));
              }}
            />
          </SurroundingsContext.Provider>
        </section>
      </main>
    </>
  );
}
