// For everyone: a phone, a keyboard, a screen reader, light and dark.
import axe from "axe-core";
import type { Page } from "@playwright/test";
import { expect, OUTPUT, test, TRACE } from "./page";

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: it } = window as unknown as { axe: typeof import("axe-core") };
    const { violations: all } = await it.run();
    return all.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  });
  return found;
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing: empty, diagnosed, confirmed, not understood", async ({ why401 }) => {
      expect(await violations(why401.page)).toEqual([]);
      await why401.paste(TRACE);
      await expect(why401.verdict).toHaveText("Likely");
      for (const details of await why401.answer.locator("details").all())
        await details.locator("summary").click();
      expect(await violations(why401.page)).toEqual([]);
      await why401.paste(OUTPUT, why401.answer.getByLabel("Paste its output here").first());
      await expect(why401.verdict).toHaveText("Confirmed");
      await why401.answer.locator("button.evidence").first().hover();
      expect(await violations(why401.page)).toEqual([]);
      await why401.page.getByRole("button", { name: "Clear" }).click();
      await why401.paste("nothing of the kind");
      await expect(why401.verdict).toHaveText("Nothing to judge");
      expect(await violations(why401.page)).toEqual([]);
    });
  });
}

for (const width of [320, 390, 768]) {
  test.describe(`${width} wide`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("one column, the answer under the paste, nothing to scroll sideways", async ({
      why401,
    }) => {
      expect(await overflow(why401.page)).toBeLessThanOrEqual(0);
      await why401.paste(TRACE.replace("NTLM\n", `NTLM\nX-Long: ${"x".repeat(500)}\n`));
      await expect(why401.verdict).toHaveText("Likely");
      await why401.paste(OUTPUT, why401.answer.getByLabel("Paste its output here").first());
      await expect(why401.verdict).toHaveText("Confirmed");
      expect(await overflow(why401.page)).toBeLessThanOrEqual(0);
      const pastes = await why401.page.locator(".pastes").boundingBox();
      const answer = await why401.answer.boundingBox();
      expect(answer?.y).toBeGreaterThanOrEqual((pastes?.y ?? 0) + (pastes?.height ?? 0) - 1);
    });
  });
}

test("the keyboard reaches everything, and leaves the editor", async ({ why401 }) => {
  await why401.paste(TRACE);
  await expect(why401.verdict).toHaveText("Likely");
  const reached = new Set<string>();
  for (let i = 0; i < 25; i += 1) {
    await why401.page.keyboard.press("Tab");
    reached.add(await why401.page.evaluate(() => document.activeElement?.textContent.trim() ?? ""));
  }
  for (const name of ["Copy report", "Copy", "Negotiate,NTLM"])
    expect([...reached]).toContain(name);
});

test("what is copied is the command, and the report as Markdown", async ({ why401 }) => {
  const copied = () => why401.page.evaluate(() => navigator.clipboard.readText());
  await why401.paste(TRACE);
  await why401.answer.locator(".question .command").first().getByRole("button").click();
  expect(await copied()).toBe("cscript adsutil.vbs get w3svc/NTAuthenticationProviders");
  await why401.answer.getByRole("button", { name: "Copy report" }).click();
  await expect(why401.answer.getByText("Copied").first()).toBeVisible();
  expect(await copied()).toContain("**Likely: Kerberos is never tried");
  expect(await copied()).toContain("```cmd\n");
});
