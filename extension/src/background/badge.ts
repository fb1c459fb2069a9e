// The toolbar's badge: how many exchanges of a tab's page were refused. The browser itself forgets a tab's badge
// when the tab goes to another page, so the badge is all that is remembered.
import { isRefusal } from "../exchange/exchange.ts";

const COLOUR = "#b3261e";

/** Addresses of documents that were refused and are still to be shown, by tab: showing one takes the badge away. */
const refusedDocuments = new Map<number, string>();

/** One at a time, since each count starts from the last. */
let counting = Promise.resolve();

/** To be called once, when the background starts. */
export function startBadge(): void {
  void chrome.action.setBadgeBackgroundColor({ color: COLOUR });
  void chrome.action.setBadgeTextColor({ color: "#fff" });
}

/** The last response to the request for a tab's document came. */
export async function documentAnswered(tabId: number, url: string, status: number): Promise<void> {
  if (!isRefusal(status)) {
    refusedDocuments.delete(tabId);
    return;
  }
  refusedDocuments.set(tabId, url);
  // It may be shown already, above all in Firefox. A tab that is gone has no badge.
  const tab = await chrome.tabs.get(tabId).catch(() => undefined);
  if (tab?.status === "complete") documentShown(tabId, tab.url);
}

/** The tab shows the document of an address, which may still be the one before. */
export function documentShown(tab: number, address: string | undefined): void {
  if (address === undefined || refusedDocuments.get(tab) !== address.split("#", 1)[0]) return;
  refusedDocuments.delete(tab);
  count(tab);
}

/** The last response to one of the page's other requests came. */
export function answered(tab: number, status: number): void {
  if (isRefusal(status)) count(tab);
}

/** The tab is gone. */
export function closed(tab: number): void {
  refusedDocuments.delete(tab);
}

function count(tab: number): void {
  counting = counting.then(() => countOne(tab)).catch(() => undefined);
}

/** Fails where the tab is gone. */
async function countOne(tabId: number): Promise<void> {
  const refused = Number(await chrome.action.getBadgeText({ tabId })) + 1;
  await chrome.action.setBadgeText({ tabId, text: String(refused) });
  const title = `why401: ${refused} refused. The why401 panel of the developer tools tells why.`;
  await chrome.action.setTitle({ tabId, title });
}
