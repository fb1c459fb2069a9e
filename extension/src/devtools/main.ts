// Opened with the developer tools of a tab: makes the panel, and keeps the tab's log while they are open, so that
// what happened before the panel was looked at is there too.
import { portName } from "../background/port.ts";
import { exchangeOf } from "../exchange/archive.ts";
import type { Entry } from "../exchange/archive.ts";
import { Log } from "../exchange/log.ts";
import { Pairs } from "../exchange/web-request.ts";
import type { TabEvent } from "../exchange/web-request.ts";
import { openChannel } from "./channel.ts";
import type { FromLog, FromPanel } from "./channel.ts";

/** What happens at once is shown at once, in milliseconds. */
const PAUSE = 50;

const log = new Log();
const pairs = new Pairs();
const channel = openChannel();

function show(): void {
  channel.postMessage(log.groups() satisfies FromLog);
}

let timer: ReturnType<typeof setTimeout> | undefined;
function showSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    show();
  }, PAUSE);
}

channel.onmessage = ({ data }: MessageEvent<FromPanel>) => {
  if (data === "clear") log.clear();
  show();
};

function take(event: TabEvent): void {
  if (event.kind === "sent" && event.isDocument && !pairs.has(event.id)) log.navigate();
  const exchange = pairs.take(event);
  if (exchange && log.add(exchange, "events")) showSoon();
}

function takeEntry(entry: Entry): void {
  const exchange = exchangeOf(entry);
  if (exchange && log.add(exchange, "archive")) showSoon();
}

function listen(): void {
  const port = chrome.runtime.connect({
    name: portName(chrome.devtools.inspectedWindow.tabId),
  });
  port.onMessage.addListener(take);
  // The browser stops a background that has nothing to do: it is started again.
  port.onDisconnect.addListener(listen);
}

listen();
chrome.devtools.network.onRequestFinished.addListener(takeEntry);
void chrome.devtools.panels.create("why401", "icon-16.png", "panel.html");
