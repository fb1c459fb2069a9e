// Exchanges from the network panel's HAR entries: one for each request, whatever legs its handshake had. Where
// it had one leg, all fields that were sent are there.
import { separated, versionOf } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";

/** What is used of an entry (HAR 1.2). */
export interface Entry {
  startedDateTime: string;
  /** In milliseconds. */
  time: number;
  request: { method: string; url: string; headers: { name: string; value: string }[] };
  response: {
    status: number;
    statusText: string;
    httpVersion: string;
    headers: { name: string; value: string }[];
  };
}

/** The entry's exchange; nothing where no response came, or not by HTTP. */
export function exchangeOf({
  startedDateTime,
  time,
  request,
  response,
}: Entry): Exchange | undefined {
  const sent = Date.parse(startedDateTime);
  // A request that was blocked, or failed, has the status 0.
  if (!/^https?:/.test(request.url) || response.status < 100 || Number.isNaN(sent))
    return undefined;
  return {
    method: request.method,
    url: request.url,
    time: { sent, received: sent + Math.max(0, time) },
    request: { fields: separated(request.headers), isComplete: false, isRetry: false },
    response: {
      version: versionOf(response.httpVersion),
      status: response.status,
      reason: response.statusText,
      fields: separated(response.headers),
    },
  };
}
