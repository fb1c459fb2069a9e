// What the extension's tests share: Chromium with the unpacked extension, a page, the real developer tools of that
// page and the panel in them.
import { test as base, chromium, expect } from "@playwright/test";
import type { BrowserContext, Page, Worker } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { DevTools } from "./devtools";
import { startServer } from "./server";

export { expect };

const EXTENSION = fileURLToPath(new URL("../dist/chromium", import.meta.url));

// Works in containers and as root, and asks no server for anything of its own.
const ARGUMENTS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--window-size=1500,950",
  `--disable-extensions-except=${EXTENSION}`,
  `--load-extension=${EXTENSION}`,
];

/** Asks for paths of the page's own server, one after the other, and gives their statuses. */
async function fetchAll(page: Page, paths: readonly string[], init?: RequestInit) {
  return page.evaluate(
    async ([all, how]) => {
      const statuses: number[] = [];
      // With credentials, the browser would ask the person for them and wait.
      for (const path of all) {
        const response = await fetch(path, { credentials: "omit", ...how });
        await response.text();
        statuses.push(response.status);
      }
      return statuses;
    },
    [paths, init] as const,
  );
}

export interface Browser {
  context: BrowserContext;
  page: Page;
  background: Worker;
  fetchAll: (paths: readonly string[], init?: RequestInit) => Promise<number[]>;
  /** What the badge of the page's tab says. */
  badge: () => Promise<string>;
}

export const test = base.extend<{
  withDevTools: boolean;
  browserWith: Browser;
  devTools: DevTools;
  address: string;
}>({
  withDevTools: [true, { option: true }],

  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  address: async ({}, use) => {
    const server = await startServer();
    await use(server.address);
    await server.close();
  },

  browserWith: async ({ address, withDevTools }, use) => {
    const context = await chromium.launchPersistentContext("", {
      executablePath: process.env["WHY401_CHROMIUM"] ?? "/usr/bin/chromium",
      viewport: null,
      ignoreDefaultArgs: ["--disable-extensions"],
      args: [...ARGUMENTS, ...(withDevTools ? ["--auto-open-devtools-for-tabs"] : [])],
      baseURL: address,
    });
    const background = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    // Until then the browser does not tell it what happens.
    const state = () =>
      background.evaluate(() => {
        const { registration } = globalThis as unknown as {
          registration: ServiceWorkerRegistration;
        };
        return registration.active?.state;
      });
    await expect.poll(state).toBe("activated");
    const [page] = context.pages();
    if (page === undefined) throw new Error("the browser has no page");
    await use({
      context,
      page,
      background,
      fetchAll: (paths, init) => fetchAll(page, paths, init),
      badge: () =>
        background.evaluate(async () => {
          const [tab] = await chrome.tabs.query({ active: true });
          return chrome.action.getBadgeText({ tabId: tab?.id ?? -1 });
        }),
    });
    await context.close();
  },

  devTools: async ({ browserWith: { context, background, page } }, use) => {
    const browser = context.browser();
    if (browser === null) throw new Error("the browser is not to be reached");
    const session = await browser.newBrowserCDPSession();
    await use(await DevTools.of(session, new URL(background.url()).host, page));
  },
});
