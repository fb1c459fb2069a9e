// How the panel and the page that keeps the tab's log talk, both in the developer tools of one tab.
import type { Group } from "../exchange/log.ts";

export type FromPanel = "ready" | "clear";
export type FromLog = readonly Group[];

/** The channel of the inspected tab. What is posted stays in this browser's extension pages. */
export function openChannel(): BroadcastChannel {
  return new BroadcastChannel(`tab ${chrome.devtools.inspectedWindow.tabId}`);
}
