// Commands to run, each with a button that copies it.
import type { JSX } from "preact";
import type { Command } from "../engine/engine";
import { CopyButton } from "./copy";

export function Commands({ commands }: { commands: readonly Command[] }): JSX.Element {
  return (
    <>
      {commands.map((command, i) => (
        <div class="command" key={i}>
          {commands.length > 1 && <span class="platform">{command.platform}</span>}
          <pre tabIndex={0} role="group" aria-label={`Command for ${command.platform}`}>
            <code>{command.text}</code>
          </pre>
          <CopyButton text={() => command.text} name="Copy the command" />
        </div>
      ))}
    </>
  );
}
