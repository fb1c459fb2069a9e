// The response field: a list of findings in the syntax of RFC 9651, the primary one first.
import { DisplayString, serializeList, Token } from "structured-headers";
import type { ExchangeFinding } from "why401/edge";

/** The name of the field. */
export const FIELD = "Why401";

/** As many findings are told: a head has little room, and the first says most. */
const MOST = 4;

/**
 * The value of the field, for example
 * `providers-ntlm-only;verdict=likely;severity=error;title="Kerberos is never tried"`. Empty without findings.
 */
export function fieldValue(findings: readonly ExchangeFinding[]): string {
  return serializeList(
    findings.slice(0, MOST).map(({ rule, verdict, severity, title }) => [
      word(rule),
      new Map<string, Token | string | DisplayString>([
        ["verdict", word(verdict)],
        ["severity", word(severity)],
        ["title", text(title)],
      ]),
    ]),
  );
}

/** A token (RFC 9651 section 3.3.4) where it is one. */
function word(text: string): Token | string {
  return /^[A-Za-z*][\w!#$%&'*+.^`|~:/-]*$/.test(text) ? new Token(text) : text;
}

/** A string, or a display string where it is not of ASCII (sections 3.3.3 and 3.3.8). Neither has control characters. */
function text(text: string): string | DisplayString {
  const plain = text.replace(/\p{Cc}/gu, " ");
  return /^[ -~]*$/.test(plain) ? plain : new DisplayString(plain);
}
