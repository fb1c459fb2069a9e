// From what the browser tells to the text that is diagnosed.
import { expect, test } from "@playwright/test";
import { exchangeOf } from "../src/exchange/archive";
import type { Exchange } from "../src/exchange/exchange";
import { heads } from "../src/exchange/heads";
import { Log } from "../src/exchange/log";
import { Pairs } from "../src/exchange/web-request";

const URL = "http://intranet:8080/a?b#c";

/** What webRequest's events tell of a request that is refused once, then again. */
function events(statusLines: readonly string[], url = URL, start = 1000): Exchange[] {
  const pairs = new Pairs();
  return statusLines.flatMap((statusLine, i) => {
    const time = start + i * 10;
    const fields = [{ name: "WWW-Authenticate", value: 'NTLM\nBasic realm="x"' }];
    pairs.take({ kind: "sent", id: "1", time, method: "GET", url, isDocument: false, fields: [] });
    return pairs.take({ kind: "received", id: "1", time: time + 5, statusLine, fields }) ?? [];
  });
}

/** What the network panel tells of it. */
function entry(status: number, url = URL, start = 1000, time = 20): Exchange {
  const exchange = exchangeOf({
    startedDateTime: new Date(start).toISOString(),
    time,
    request: { method: "GET", url, headers: [{ name: "Host", value: "intranet:8080" }] },
    response: { status, statusText: "", httpVersion: "h2", headers: [] },
  });
  if (exchange === undefined) throw new Error("no exchange");
  return exchange;
}

const [challenged] = events(["HTTP/1.1 401 Access Denied"]) as [Exchange];

test("each field has a line of its own, and what is not known to be absent is not denied", () => {
  expect(heads([challenged]).text).toBe(
    [
      "GET /a?b HTTP/1.1",
      "Host: intranet:8080",
      "[...]",
      "",
      "HTTP/1.1 401 Access Denied",
      "WWW-Authenticate: NTLM",
      'WWW-Authenticate: Basic realm="x"',
      "",
      "",
    ].join("\r\n"),
  );
});

test("what a server writes stays in its line, and pseudo-fields are left out", () => {
  const response = {
    ...challenged.response,
    reason: "No\r\nX: 1",
    fields: [{ name: "A", value: "b\r\n\r\nHTTP/1.1 200 OK" }],
  };
  const request = {
    ...challenged.request,
    fields: [{ name: ":authority", value: "intranet" }],
    isComplete: true,
  };
  expect(heads([{ ...challenged, request, response }]).text).toBe(
    "GET /a?b HTTP/1.1\r\nHost: intranet:8080\r\n\r\nHTTP/1.1 401 No X: 1\r\nA: b HTTP/1.1 200 OK\r\n\r\n",
  );
});

test("an offset is told by the head that it is in", () => {
  const one = heads([challenged]);
  expect([one.where(0), one.where(one.text.indexOf("NTLM"))]).toEqual(["request", "response"]);
  const two = heads([challenged, challenged]);
  expect(two.where(two.text.lastIndexOf("NTLM"))).toBe("response 2");
});

for (const isArchiveFirst of [false, true]) {
  test(`both sources tell of one exchange, the ${isArchiveFirst ? "archive" : "events"} first`, () => {
    const log = new Log();
    const told = [() => log.add(challenged, "events"), () => log.add(entry(401), "archive")];
    for (const tell of isArchiveFirst ? told.toReversed() : told) expect(tell()).toBe(true);
    const [group, ...others] = log.groups();
    expect(others).toEqual([]);
    expect(group?.exchanges).toHaveLength(1);
    expect(heads(group?.exchanges ?? []).text).toContain(
      "GET /a?b HTTP/2\r\nHost: intranet:8080\r\n\r\nHTTP/2 401",
    );
    expect(heads(group?.exchanges ?? []).text).toContain("WWW-Authenticate: NTLM");
  });
}

test("of a request that the browser repeats, the archive's fields are not those that were sent last", () => {
  const log = new Log();
  for (const leg of events(["HTTP/1.1 401 No", "HTTP/1.1 200 OK"])) log.add(leg, "events");
  log.add(entry(200), "archive");
  const [group] = log.groups();
  expect(
    group?.exchanges.map(({ response, request }) => [response.status, request.isComplete]),
  ).toEqual([
    [401, false],
    [200, false],
  ]);
});

test("what has nothing to do with authentication is left out, until its URL has", () => {
  const log = new Log();
  expect(log.add(entry(200), "archive")).toBe(false);
  expect(log.add(entry(401, URL, 2000), "archive")).toBe(true);
  expect(log.add(entry(200, URL, 3000), "archive")).toBe(true);
  expect(log.groups()[0]?.exchanges).toHaveLength(2);
});

test("the next page's exchanges are told on their own", () => {
  const log = new Log();
  log.add(entry(401), "archive");
  log.navigate();
  log.add(entry(401, URL, 2000), "archive");
  expect(log.groups().map(({ exchanges }) => exchanges.length)).toEqual([1, 1]);
});

test("the log does not grow without bound", () => {
  const log = new Log();
  for (let i = 0; i < 300; i += 1) log.add(entry(401, `http://intranet/${i}`, i * 1000), "archive");
  expect(log.groups()).toHaveLength(200);
  expect(log.groups()[0]?.exchanges[0]?.url).toBe("http://intranet/100");
  for (let i = 0; i < 100; i += 1)
    log.add(entry(401, "http://intranet/299", 1e6 + i * 1000), "archive");
  expect(log.groups().at(-1)?.exchanges).toHaveLength(24);
});

test("an entry without a response, or of no web address, is none", () => {
  const request = { method: "GET", url: "http://a/", headers: [] };
  const response = { status: 0, statusText: "", httpVersion: "", headers: [] };
  const when = { startedDateTime: new Date(0).toISOString(), time: 1 };
  expect(exchangeOf({ ...when, request, response })).toBeUndefined();
  const data = { ...request, url: "data:text/plain,x" };
  expect(
    exchangeOf({ ...when, request: data, response: { ...response, status: 200 } }),
  ).toBeUndefined();
});
