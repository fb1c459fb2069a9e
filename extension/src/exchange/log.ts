// What a tab's exchanges have to do with authentication: those with one URL, one after the other, are told as one.
import { isOfInterest } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";

/** More are dropped, the oldest first. */
const MOST_GROUPS = 200;
const MOST_LEGS = 24;

/** How far the two clocks that tell when something happened may be apart, in milliseconds. */
const TOLERANCE = 50;

/** The exchanges of a page with one URL, in order. */
export interface Group {
  id: number;
  /** Grows with every change. */
  version: number;
  exchanges: readonly Exchange[];
}

/** Who told of an exchange: webRequest's events, or the network panel's archive. */
export type Source = "events" | "archive";

interface Leg {
  exchange: Exchange;
  sources: readonly Source[];
}

interface Open {
  id: number;
  version: number;
  url: string;
  /** Whether it is of the page that the tab shows. */
  isCurrent: boolean;
  legs: Leg[];
}

export class Log {
  #groups: Open[] = [];
  #last = 0;

  /** Takes an exchange from one of the sources; tells whether the log changed. */
  add(exchange: Exchange, source: Source): boolean {
    const url = withoutFragment(exchange.url);
    const groups = this.#groups.filter((group) => group.url === url);
    for (const group of groups.toReversed()) {
      const at = group.legs.findLastIndex((leg) => isSame(leg, exchange, source));
      const leg = group.legs[at];
      if (leg === undefined) continue;
      group.legs[at] = {
        exchange:
          source === "archive" ? merged(leg.exchange, exchange) : merged(exchange, leg.exchange),
        sources: [...leg.sources, source],
      };
      group.version += 1;
      return true;
    }
    let group = groups.find((it) => it.isCurrent);
    if (group === undefined) {
      if (!isOfInterest(exchange)) return false;
      this.#last += 1;
      group = { id: this.#last, version: 0, url, isCurrent: true, legs: [] };
      this.#groups = [...this.#groups, group].slice(-MOST_GROUPS);
    }
    group.legs = [...group.legs, { exchange, sources: [source] }]
      .sort((a, b) => a.exchange.time.received - b.exchange.time.received)
      .slice(-MOST_LEGS);
    group.version += 1;
    return true;
  }

  /** The tab goes to another page: the same URL asked again is told on its own. */
  navigate(): void {
    for (const group of this.#groups) group.isCurrent = false;
  }

  clear(): void {
    this.#groups = [];
  }

  groups(): Group[] {
    return this.#groups.map(({ id, version, legs }) => ({
      id,
      version,
      exchanges: legs.map(({ exchange }) => exchange),
    }));
  }
}

/** Whether the other source told of this leg before. */
function isSame({ exchange, sources }: Leg, other: Exchange, source: Source): boolean {
  if (sources.includes(source)) return false;
  const [events, archive] = source === "archive" ? [exchange, other] : [other, exchange];
  const { received } = events.time;
  return (
    exchange.method === other.method &&
    exchange.response.status === other.response.status &&
    archive.time.sent - TOLERANCE <= received &&
    received <= archive.time.received + TOLERANCE
  );
}

/**
 * The response as the events tell it, each field on its own; the request as the archive does, which has all of its
 * fields, but of a request that the browser repeated, those of the first time.
 */
function merged(events: Exchange, archive: Exchange): Exchange {
  const isKnown = archive.request.fields.length > 0 && !events.request.isRetry;
  return {
    ...events,
    request: isKnown ? { ...archive.request, isComplete: true } : events.request,
    response: { ...events.response, version: archive.response.version },
  };
}

function withoutFragment(url: string): string {
  return url.split("#", 1)[0] ?? url;
}
