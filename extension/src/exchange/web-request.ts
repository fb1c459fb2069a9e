// Exchanges from webRequest's events: every leg of a handshake, as it happens, each field on its own. What the
// browser adds to a request by itself (credentials above all) is not told here.
import { isChallenge, separated, versionOf } from "./exchange.ts";
import type { Exchange, Field } from "./exchange.ts";

/** What the background tells of the events of a tab. */
export type TabEvent =
  | {
      kind: "sent";
      id: string;
      time: number;
      method: string;
      url: string;
      /** Whether it asks for the tab's own document. */
      isDocument: boolean;
      fields: readonly Field[];
    }
  | { kind: "received"; id: string; time: number; statusLine: string; fields: readonly Field[] }
  | { kind: "ended"; id: string };

type Sent = Extract<TabEvent, { kind: "sent" }>;
type Received = Extract<TabEvent, { kind: "received" }>;

/** A request that is not over: what was sent last, and how what was sent before it was answered. */
interface Open {
  sent: Sent;
  isRetry: boolean;
  isChallenged: boolean;
}

/** More requests than these are not open at the same time. */
const MOST = 1000;

/** Puts together what events tell of the same request. */
export class Pairs {
  readonly #open = new Map<string, Open>();

  /** Whether the request is under way: after a challenge or a redirection, it is sent again. */
  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Takes an event; gives the exchange that it completes. */
  take(event: TabEvent): Exchange | undefined {
    switch (event.kind) {
      case "sent": {
        const isRetry = this.#open.get(event.id)?.isChallenged ?? false;
        if (this.#open.size < MOST)
          this.#open.set(event.id, { sent: event, isRetry, isChallenged: false });
        return undefined;
      }
      case "received": {
        const open = this.#open.get(event.id);
        if (open === undefined) return undefined;
        const exchange = paired(open, event);
        open.isChallenged = isChallenge(exchange.response.status);
        return exchange;
      }
      case "ended":
        this.#open.delete(event.id);
        return undefined;
    }
  }
}

function paired({ sent, isRetry }: Open, received: Received): Exchange {
  const [, version = "", status = "", reason = ""] =
    /^(\S+) +(\d{3}) *(.*)$/.exec(received.statusLine) ?? [];
  return {
    method: sent.method,
    url: sent.url,
    time: { sent: sent.time, received: received.time },
    request: { fields: separated(sent.fields), isComplete: false, isRetry },
    response: {
      version: versionOf(version),
      status: Number(status),
      reason,
      fields: separated(received.fields),
    },
  };
}

/** A header of webRequest as a field. Bytes that are no UTF-8 become U+0000 to U+00FF. */
export function fieldOf({ name, value, binaryValue }: chrome.webRequest.HttpHeader): Field {
  const bytes = binaryValue === undefined ? [] : [...new Uint8Array(binaryValue)];
  return { name, value: value ?? bytes.map((byte) => String.fromCharCode(byte)).join("") };
}
