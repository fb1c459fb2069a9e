// Exchanges as the text that the engine reads: the heads of HTTP/1.1 messages, one after the other.
import type { Exchange, Field } from "./exchange.ts";

/** Stands for lines that are not there, so that the engine takes no field for absent. */
const LEFT_OUT = "[...]";

export interface Heads {
  text: string;
  /** In words, which head an offset of the text is in. */
  where: (offset: number) => string | undefined;
}

export function heads(exchanges: readonly Exchange[]): Heads {
  const starts: { at: number; name: string }[] = [];
  let text = "";
  exchanges.forEach((exchange, i) => {
    const number = exchanges.length > 1 ? ` ${i + 1}` : "";
    starts.push({ at: text.length, name: `request${number}` });
    text += requestHead(exchange);
    starts.push({ at: text.length, name: `response${number}` });
    text += responseHead(exchange);
  });
  return { text, where: (offset) => starts.findLast(({ at }) => at <= offset)?.name };
}

/** `request-line = method SP request-target SP HTTP-version` (RFC 9112 section 3). */
function requestHead({ method, url, request, response }: Exchange): string {
  const { host, pathname, search } = new URL(url);
  // HTTP/2 has pseudo-fields in its place (RFC 9113 section 8.3.1).
  const hasHost = request.fields.some(({ name }) => name.toLowerCase() === "host");
  return head([
    `${method} ${pathname}${search} ${response.version}`,
    ...(hasHost ? [] : [`Host: ${host}`]),
    ...lines(request.fields),
    ...(request.isComplete ? [] : [LEFT_OUT]),
  ]);
}

/** `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 section 4). */
function responseHead({ response: { version, status, reason, fields } }: Exchange): string {
  return head([`${version} ${status} ${inOneLine(reason)}`, ...lines(fields)]);
}

function head(lines: readonly string[]): string {
  return [...lines, "", ""].join("\r\n");
}

function lines(fields: readonly Field[]): string[] {
  const regular = fields.filter(({ name }) => !name.startsWith(":"));
  return regular.map(({ name, value }) => `${name}: ${inOneLine(value)}`);
}

/** What the server wrote stays in its line. */
function inOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}
