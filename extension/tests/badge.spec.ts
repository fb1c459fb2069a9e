// The toolbar's badge.
import { expect, test } from "./browser";
import { USER } from "./server";

test.use({ withDevTools: false });

test("it counts what was refused in the end, and starts anew with each page", async ({
  browserWith: { page, fetchAll, badge },
}) => {
  await page.goto("/");
  await fetchAll(["/plain"]);
  expect(await badge()).toBe("");
  await fetchAll(["/ntlm", "/bearer", "/forbidden", "/plain"]);
  await expect.poll(badge).toBe("3");
  await page.goto("/plain");
  await expect.poll(badge).toBe("");
});

test("none is lost where many are refused at once", async ({ browserWith: { page, badge } }) => {
  await page.goto("/");
  await page.evaluate(async () => {
    const all = Array.from({ length: 20 }, (_, i) =>
      fetch(`/bearer?${i}`, { credentials: "omit" }),
    );
    await Promise.all(all);
  });
  await expect.poll(badge).toBe("20");
});

for (const path of ["/forbidden", "/ntlm"]) {
  test(`a document that is refused counts too: ${path}`, async ({
    browserWith: { page, badge },
  }) => {
    // Where the person is asked for credentials and gives none, Chromium shows an error of its own.
    await page.goto(path).catch(() => undefined);
    await expect.poll(badge).toBe("1");
    await expect(() => page.goto("/")).toPass();
    await expect.poll(badge).toBe("");
  });
}

test("a challenge that was answered is none", async ({ browserWith: { page, context, badge } }) => {
  await context.setHTTPCredentials(USER);
  await page.goto("/basic");
  await expect(page.locator("body")).toHaveText("let in");
  await page.evaluate(async () => (await fetch("/forbidden")).text());
  // Had the document been counted, this would be the second.
  await expect.poll(badge).toBe("1");
});
