// The background: counts what is refused, and tells the developer tools of a tab, where they are open, what the
// tab's requests and responses say. Keeps nothing.
import { fieldOf } from "../exchange/web-request.ts";
import type { TabEvent } from "../exchange/web-request.ts";
import { answered, closed, documentAnswered, documentShown, startBadge } from "./badge.ts";
import { tabOf } from "./port.ts";

const EVERYTHING: chrome.webRequest.RequestFilter = { urls: ["*://*/*"] };

const DOCUMENT = "main_frame";

/** The developer tools that are open, by the tab that they inspect. */
const ports = new Map<number, Set<chrome.runtime.Port>>();

function tell(tab: number, event: () => TabEvent): void {
  const listening = ports.get(tab);
  if (listening === undefined) return;
  const message = event();
  for (const port of listening) port.postMessage(message);
}

chrome.runtime.onConnect.addListener((port) => {
  const tab = tabOf(port.name);
  if (tab === undefined) return;
  const listening = ports.get(tab) ?? new Set();
  ports.set(tab, listening.add(port));
  port.onDisconnect.addListener(() => {
    listening.delete(port);
    if (listening.size === 0 && ports.get(tab) === listening) ports.delete(tab);
  });
});

// Chromium gives some fields only where this is asked for; Firefox gives them all, and refuses the word.
const all: "extraHeaders"[] =
  "EXTRA_HEADERS" in ((chrome.webRequest.OnHeadersReceivedOptions as object | undefined) ?? {})
    ? ["extraHeaders"]
    : [];

chrome.webRequest.onSendHeaders.addListener(
  ({ tabId, requestId, timeStamp, method, url, type, requestHeaders }) => {
    tell(tabId, () => ({
      kind: "sent",
      id: requestId,
      time: timeStamp,
      method,
      url,
      isDocument: type === DOCUMENT,
      fields: requestHeaders?.map(fieldOf) ?? [],
    }));
  },
  EVERYTHING,
  ["requestHeaders", ...all],
);

chrome.webRequest.onHeadersReceived.addListener(
  ({ tabId, requestId, timeStamp, statusLine, responseHeaders }) => {
    tell(tabId, () => ({
      kind: "received",
      id: requestId,
      time: timeStamp,
      statusLine,
      fields: responseHeaders?.map(fieldOf) ?? [],
    }));
    return undefined;
  },
  EVERYTHING,
  ["responseHeaders", ...all],
);

chrome.webRequest.onCompleted.addListener(({ tabId, requestId, url, type, statusCode }) => {
  if (type === DOCUMENT) void documentAnswered(tabId, url, statusCode);
  else if (tabId >= 0) answered(tabId, statusCode);
  tell(tabId, () => ({ kind: "ended", id: requestId }));
}, EVERYTHING);

chrome.webRequest.onErrorOccurred.addListener(({ tabId, requestId }) => {
  tell(tabId, () => ({ kind: "ended", id: requestId }));
}, EVERYTHING);

chrome.tabs.onUpdated.addListener((tab, { status }, { url }) => {
  if (status === "complete") documentShown(tab, url);
});

chrome.tabs.onRemoved.addListener(closed);

startBadge();
