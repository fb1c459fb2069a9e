// The panel in the real developer tools.
import axe from "axe-core";
import { expect, test } from "./browser";
import { USER } from "./server";

const TITLE = "Kerberos is never tried: the server offers NTLM alone";

test("the founding trace: the same rule and verdict as everywhere", async ({
  browserWith: { page },
  devTools,
}) => {
  await devTools.openPanel();
  // The page that is refused is shown, or its refusal told, as the browser likes.
  await page.goto("/ntlm").catch(() => undefined);
  await expect.poll(() => devTools.answer()).toBe(`likely: ${TITLE}`);
  await expect.poll(() => devTools.texts(".small-print")).toMatchObject([/^Applies to IIS 5.0/]);
  expect((await devTools.texts(".small-print")).join()).toContain("providers-ntlm-only");
  expect(await devTools.texts(".answer .evidence .value")).toContain("ntlm");
  expect((await devTools.texts(".answer .steps")).join()).toContain(
    'cscript adsutil.vbs set w3svc/NTAuthenticationProviders "Negotiate,NTLM"',
  );
});

test("what happened before the panel was opened is there, and what happens then is added", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  await fetchAll(["/ntlm", "/plain", "/basic"]);
  await devTools.openPanel();
  await expect.poll(() => devTools.rows()).toHaveLength(2);
  await fetchAll(["/bearer", "/plain", "/forbidden"]);
  await expect
    .poll(() => devTools.rows())
    .toEqual([
      `401 127.0.0.1/ntlm | LIKELY ${TITLE}`,
      "401 127.0.0.1/basic | POSSIBLE The server asks for credentials, and the request shows none",
      "401 127.0.0.1/bearer | LIKELY The access token has expired",
      "403 127.0.0.1/forbidden | POSSIBLE The server forbids this request, and does not ask for another logon",
    ]);
  await devTools.click(".list button", "Clear");
  await expect.poll(() => devTools.texts("h2")).toEqual(["Nothing was refused so far"]);
});

test("fields that stand there more than once are all seen", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  await devTools.openPanel();
  await fetchAll(["/two"]);
  await expect.poll(() => devTools.texts(".ladder .schemes")).toEqual(["NTLM, Bearer"]);
});

test("a request that carries no credentials is known to carry none", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  await devTools.openPanel();
  await fetchAll(["/bearer"]);
  await expect.poll(() => devTools.texts(".ladder .token")).toEqual(["no credentials"]);
  await fetchAll(["/bearer"], { headers: { Authorization: "Bearer abc.def" } });
  await expect
    .poll(() => devTools.texts(".ladder .schemes"))
    .toEqual(["Bearer", "Bearer", "Bearer"]);
  await expect.poll(() => devTools.texts(".case-line")).toMatchObject([/ · failed, 2 exchanges$/]);
});

test("the challenge that the network panel hides is a leg, and hidden credentials are not denied", async ({
  browserWith: { context, fetchAll },
  devTools,
}) => {
  await devTools.openPanel();
  await context.setHTTPCredentials(USER);
  expect(await fetchAll(["/basic"], { credentials: "include" })).toEqual([200]);
  await expect.poll(() => devTools.answer()).toBe("no finding: This works");
  expect(await devTools.texts(".ladder code")).toEqual(["GET /basic", "401", "GET /basic", "200"]);
  expect((await devTools.texts(".ladder")).join()).not.toContain("no credentials");
  expect((await devTools.texts(".small-print")).join()).toContain("taken as unknown");
});

test("a page that is asked for again starts anew", async ({
  browserWith: { fetchAll, page },
  devTools,
}) => {
  await devTools.openPanel();
  await fetchAll(["/bearer", "/bearer"]);
  await expect.poll(() => devTools.texts(".case-line")).toMatchObject([/2 exchanges/]);
  await page.reload();
  await fetchAll(["/bearer"]);
  await expect.poll(() => devTools.rows()).toHaveLength(2);
  await expect.poll(() => devTools.texts(".case-line")).toMatchObject([/1 exchange,/]);
});

test("the output of a command and an answer are taken, and can be taken back", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  await devTools.openPanel();
  await fetchAll(["/ntlm"]);
  await expect.poll(() => devTools.answer()).toBe(`likely: ${TITLE}`);
  await devTools.click(".choices button", "NTLM");
  await expect.poll(() => devTools.answer()).toBe(`confirmed: ${TITLE}`);
  await devTools.click(".answered button", "Undo");
  await expect.poll(() => devTools.answer()).toBe(`likely: ${TITLE}`);
  await devTools.panel.evaluate(`{
    const box = document.querySelector("textarea");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", 'NTAuthenticationProviders       : (STRING) "NTLM"\\n');
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }`);
  await expect.poll(() => devTools.answer()).toBe(`confirmed: ${TITLE}`);
});

test("secrets are not shown", async ({ browserWith: { context, fetchAll }, devTools, address }) => {
  await devTools.openPanel();
  await context.addCookies([{ name: "session", value: "5ec4e7-cookie", url: address }]);
  const basic = Buffer.from("aladdin:5ec4e7-password").toString("base64");
  await fetchAll(["/forbidden?access_token=5ec4e7-query"], {
    headers: { Authorization: `Basic ${basic}` },
    credentials: "same-origin",
    method: "POST",
    body: "5ec4e7-body",
  });
  await fetchAll(["/bearer"], { headers: { Authorization: "Bearer 5ec4e7-bearer" } });
  await expect.poll(() => devTools.rows()).toHaveLength(2);
  for (const row of [1, 2]) {
    await devTools.click(`li:nth-child(${row}) > .row`);
    await expect
      .poll(() => devTools.texts(`li:nth-child(${row}) > [aria-current=true]`))
      .toHaveLength(1);
    const shown = String(await devTools.panel.evaluate("document.documentElement.outerHTML"));
    expect(shown).toContain(row === 1 ? "POST /forbidden" : "GET /bearer");
    expect(shown).not.toContain("5ec4e7");
    expect(shown).not.toContain(basic);
  }
});

test("a background that the browser stops is started again, and misses nothing", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  await devTools.openPanel();
  await devTools.stopBackground();
  await fetchAll(["/two"]);
  // The network panel alone would not show that there were none.
  await expect.poll(() => devTools.texts(".ladder .token")).toEqual(["no credentials"]);
  expect(await devTools.texts(".ladder .schemes")).toEqual(["NTLM, Bearer"]);
});

test("commands can be copied", async ({ browserWith: { fetchAll }, devTools }) => {
  await devTools.openPanel();
  await fetchAll(["/ntlm"]);
  await expect.poll(() => devTools.answer()).toBe(`likely: ${TITLE}`);
  await devTools.click(".command button", "Copy");
  await expect.poll(() => devTools.texts(".command button")).toContain("Copied");
});

test("nothing can be sent from the panel", async ({ devTools, address }) => {
  await devTools.openPanel();
  const refused = devTools.panel.evaluate(`new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (it) => done(it.effectiveDirective));
    fetch(${JSON.stringify(address)}).catch(() => undefined);
  })`);
  expect(await refused).toBe("connect-src");
});

test("axe finds nothing, neither in the empty panel nor in a filled one", async ({
  browserWith: { fetchAll },
  devTools,
}) => {
  const violations = async () => {
    await devTools.panel.evaluate(`${axe.source}; undefined`);
    return devTools.panel.evaluate(`axe.run().then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`);
  };
  await devTools.openPanel();
  await expect.poll(() => devTools.texts("h2")).toEqual(["Nothing was refused so far"]);
  expect(await violations()).toEqual([]);
  await fetchAll(["/ntlm", "/bearer", "/forbidden"]);
  await expect.poll(() => devTools.rows()).toHaveLength(3);
  expect(await violations()).toEqual([]);
  await devTools.click(".row");
  await expect.poll(() => devTools.answer()).toBe(`likely: ${TITLE}`);
  expect(await violations()).toEqual([]);
});
