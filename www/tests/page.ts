// What the page's tests share: the built page behind a server of its own, and what a person does there.
import { test as base, expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preview } from "vite";

export { expect };

/** The trace of the founding article, in a whole 401 of IIS 5.0: the capture that every face is tested with. */
export const TRACE = readFileSync(
  new URL("../../tests/captures/ntlm-alone-iis5-401/paste.txt", import.meta.url),
  "utf8",
).replaceAll("\r\n", "\n");

/** What the article's command prints. */
export const OUTPUT = 'NTAuthenticationProviders       : (STRING) "NTLM"\n';

export const TITLE = "Kerberos is never tried: the server offers NTLM alone";

/** A browser's page with why401 open. */
export class Why401 {
  readonly answer: Locator;
  readonly verdict: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.answer = page.getByRole("region", { name: "Answer" });
    this.verdict = this.answer.locator(".answer-top .verdict").first();
    this.title = this.answer.getByRole("heading", { level: 2 }).first();
  }

  /** The editor of a paste, from 0. */
  editor(index = 0): Locator {
    return this.page.locator(".paste-box").nth(index).getByRole("textbox");
  }

  /** Puts a text on the clipboard and presses the keys that paste. */
  async paste(text: string, into: Locator = this.editor()): Promise<void> {
    await this.page.evaluate((it) => navigator.clipboard.writeText(it), text);
    await into.press("ControlOrMeta+v");
  }

  /** What is marked: the texts, in order. */
  marks(index = 0): Locator {
    return this.editor(index).locator("[data-evidence]");
  }
}

export const test = base.extend<{ why401: Why401; strict: null }, { address: string }>({
  address: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const root = fileURLToPath(new URL("..", import.meta.url));
      const server = await preview({
        root,
        preview: { port: 0, host: "127.0.0.1" },
        logLevel: "error",
      });
      await use(server.resolvedUrls?.local[0] ?? "");
      await server.close();
    },
    { scope: "worker" },
  ],

  baseURL: ({ address }, use) => use(address),

  // Every test fails if anything is asked of another origin, or breaks the page's own policy.
  strict: [
    async ({ context, address }, use) => {
      const wrong: string[] = [];
      context.on("request", (request) => {
        if (!request.url().startsWith(address)) wrong.push(`asked for ${request.url()}`);
      });
      context.on("console", (message) => {
        if (message.type() === "error") wrong.push(`console: ${message.text()}`);
      });
      context.on("weberror", (error) => wrong.push(`thrown: ${error.error().message}`));
      await use(null);
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],

  why401: async ({ page, context }, use) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto("./");
    await use(new Why401(page));
  },
});
