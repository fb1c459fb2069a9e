// A case's primary finding as Markdown, to be pasted into a ticket or a mail.
import type { Command, Finding, Report } from "../engine/engine";
import { caseName, names, NOTHING_WRONG, SOURCE, VERDICT, written } from "./words";

export function markdown(report: Report, index: number): string {
  const it = report.cases[index];
  if (it === undefined) return "";
  const [primary] = it.findings;
  const about = [caseName(it), it.summary].filter((piece) => piece !== "").join(", ");
  if (primary === undefined) return `**${NOTHING_WRONG[it.outcome]}**\n\n${about}\n`;
  const settling = report.questions.find((q) => q.case === index && q.rules.includes(primary.rule));
  const blocks = [
    `**${VERDICT[primary.verdict]}: ${primary.title}**`,
    about,
    primary.cause,
    ...fix(primary),
    primary.risk === null ? "" : `Mind: ${primary.risk}`,
    ...evidence(primary),
    ...(settling
      ? [`To be certain: ${settling.text}`, ...settling.commands.map((c) => fence(c, ""))]
      : []),
    names(primary).join(", "),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function fix(finding: Finding): string[] {
  if (finding.fix.length === 0) return [];
  const steps = finding.fix.map((step, i) =>
    [`${i + 1}. ${step.text}`, ...step.commands.map((command) => fence(command, "   "))].join(
      "\n\n",
    ),
  );
  return ["Fix:", steps.join("\n\n")];
}

function evidence(finding: Finding): string[] {
  if (finding.evidence.length === 0) return [];
  const lines = finding.evidence.map(({ value, label, fact, source }) => {
    const how = SOURCE[source] === "" ? "" : ` (${SOURCE[source]})`;
    return `- ${codeSpan(written(value))} ${label === "" ? fact : label}${how}`;
  });
  return ["Seen:", lines.join("\n")];
}

// A fence, or the delimiter of a code span, must be longer than any run of backticks inside it.
function fence(command: Command, indent: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(command.text) + 1));
  return [`${ticks}${command.platform}`, ...command.text.split("\n"), ticks]
    .map((line) => indent + line)
    .join("\n");
}

function codeSpan(text: string): string {
  const run = longestRun(text);
  if (run === 0) return `\`${text}\``;
  const ticks = "`".repeat(run + 1);
  return `${ticks} ${text} ${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
