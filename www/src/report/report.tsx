// A report: the gravest case in full, the others folded, and what was not read.
import type { JSX } from "preact";
import type { Report } from "../engine/engine";
import { CaseView } from "./case";
import { VerdictWord } from "./finding";
import { Prose } from "./prose";
import { UnreadList } from "./unread";
import { caseName, NOTHING_WRONG } from "./words";

/** More cases than these are counted, not shown. */
const MOST = 30;

export function ReportView({ report }: { report: Report }): JSX.Element {
  const [first, ...others] = report.cases;
  return (
    <>
      {first ? <CaseView report={report} index={0} /> : <NothingRecognised report={report} />}
      {others.length > 0 && (
        <section class="block">
          <h3>Other cases</h3>
          {others.slice(0, MOST).map((it, i) => (
            <details key={i}>
              <summary>
                {it.findings[0] ? (
                  <>
                    <VerdictWord finding={it.findings[0]} />{" "}
                    <Prose text={it.findings[0].title} />{" "}
                  </>
                ) : (
                  <>{NOTHING_WRONG[it.outcome]} </>
                )}
                <span class="case-line">{caseName(it)}</span>
              </summary>
              <CaseView report={report} index={i + 1} />
            </details>
          ))}
          {others.length > MOST && <p class="left-out">{others.length - MOST} more</p>}
        </section>
      )}
      {report.unread.length > 0 && (
        <section class="block">
          <details open={first === undefined}>
            <summary>Not read</summary>
            <UnreadList unread={report.unread} />
          </details>
        </section>
      )}
    </>
  );
}

/** What can be pasted, for someone whose paste was not understood. */
const UNDERSTOOD = [
  "a response’s head: `HTTP/1.1 401 Unauthorized` and the lines below it",
  "one line of it: `WWW-Authenticate: …`",
  "what `curl -v` prints",
  "IIS log lines with their `#Fields` line",
  "what `cscript adsutil.vbs get w3svc/NTAuthenticationProviders` prints",
];

function NothingRecognised({ report }: { report: Report }): JSX.Element {
  const seen = report.read.map((part) => `${part.format}, ${part.summary}`).join("; ");
  return (
    <>
      <div class="answer-top">
        <span class="verdict">Nothing to judge</span>
      </div>
      <h2>
        {seen === "" ? (
          "Nothing here was recognised"
        ) : (
          <Prose text={`Read: ${seen}; nothing in it is about authentication`} />
        )}
      </h2>
      <p>This can be pasted, several after each other too:</p>
      <ul>
        {UNDERSTOOD.map((it) => (
          <li key={it}>
            <Prose text={it} />
          </li>
        ))}
      </ul>
    </>
  );
}
