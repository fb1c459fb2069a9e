// What to run or answer next, and a place for what comes of it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Question } from "../engine/engine";
import { Commands } from "./command";
import { useSurroundings } from "./context";
import { Prose } from "./prose";

export function QuestionView({ question }: { question: Question }): JSX.Element {
  const { onAnswer } = useSurroundings();
  const hasCommands = question.commands.length > 0;
  return (
    <div class="question">
      <p>
        <Prose text={question.text} />
      </p>
      <Commands commands={question.commands} />
      {hasCommands && <OutputBox question={question} />}
      {question.answers.length > 0 && (
        <div class="choices" role="group" aria-label="Answers to choose from">
          {hasCommands && <span class="or">or</span>}
          {question.answers.map((answer) => (
            <button
              type="button"
              key={answer.value}
              onClick={() => {
                onAnswer(question, answer);
              }}
            >
              <Prose text={answer.label} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** A box for what a command printed. What is pasted is taken at once, what is typed by the button. */
function OutputBox({ question }: { question: Question }): JSX.Element {
  const { onOutput } = useSurroundings();
  const [text, setText] = useState("");
  const give = (output: string) => {
    if (output.trim() === "") return;
    setText("");
    onOutput(question, output);
  };
  return (
    <form
      class="output"
      onSubmit={(event) => {
        event.preventDefault();
        give(text);
      }}
    >
      <textarea
        rows={2}
        value={text}
        aria-label="Paste its output here"
        placeholder="Paste its output here"
        spellcheck={false}
        onInput={(event) => {
          setText(event.currentTarget.value);
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData("text/plain") ?? "";
          if (text !== "" || pasted.trim() === "") return;
          event.preventDefault();
          give(pasted);
        }}
      />
      {text.trim() !== "" && <button type="submit">Add</button>}
    </form>
  );
}
