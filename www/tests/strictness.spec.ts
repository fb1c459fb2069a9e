// Nothing leaves the page, and it opens without a network.
import { expect, test, TITLE, TRACE } from "./page";

test("the policy keeps the page from reaching another origin", async ({ browser, address }) => {
  // A context of its own: here a violation is what is expected.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  const refused = await page.evaluate(async () => {
    const violated = new Promise<string>((done) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        done(event.effectiveDirective);
      });
    });
    await fetch("http://192.0.2.1/").catch(() => undefined);
    return violated;
  });
  expect(refused).toBe("connect-src");
  await context.close();
});

test("it opens and answers without a network", async ({ why401, context }) => {
  await why401.page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await why401.page.reload();
  await why401.paste(TRACE);
  await expect(why401.title).toHaveText(TITLE);
});
