// A person pastes, and is told.
import { expect, OUTPUT, test, TITLE, TRACE } from "./page";

test("the trace alone: likely, with the evidence marked", async ({ why401 }) => {
  await why401.paste(TRACE);
  await expect(why401.verdict).toHaveText("Likely");
  await expect(why401.title).toHaveText(TITLE);
  const marked = why401
    .editor()
    .locator(".cm-line", { hasText: "WWW-Authenticate" })
    .locator(".mark");
  await expect(marked).toHaveText("NTLM");
  await expect(why401.page.getByRole("status").first()).toHaveText(`Likely: ${TITLE}`);
});

test("the header line alone: likely", async ({ why401 }) => {
  await why401.paste("WWW-Authenticate: NTLM");
  await expect(why401.verdict).toHaveText("Likely");
  await expect(why401.title).toHaveText(TITLE);
  await expect(why401.marks().getByText("NTLM", { exact: true })).toBeVisible();
});

test("typing is diagnosed too", async ({ why401 }) => {
  await why401.editor().pressSequentially("WWW-Authenticate: NTLM", { delay: 5 });
  await expect(why401.title).toHaveText(TITLE);
});

test("the output of the question's command confirms, and can be taken away again", async ({
  why401,
}) => {
  await why401.paste(TRACE);
  await expect(why401.verdict).toHaveText("Likely");
  await expect(why401.answer.getByRole("heading", { name: "To be certain" })).toBeVisible();
  await expect(
    why401.answer.getByText("cscript adsutil.vbs get w3svc/NTAuthenticationProviders").last(),
  ).toBeVisible();

  await why401.paste(OUTPUT, why401.answer.getByLabel("Paste its output here").first());
  await expect(why401.verdict).toHaveText("Confirmed");
  await expect(why401.title).toHaveText(TITLE);
  await expect(why401.verdict).toBeInViewport();
  await expect(why401.answer).toBeFocused();
  await expect(why401.marks(1).first()).toContainText("NTLM");
  await expect(why401.answer.getByRole("heading", { name: "To be certain" })).toHaveCount(0);

  await why401.page.getByRole("button", { name: "Remove" }).click();
  await expect(why401.verdict).toHaveText("Likely");
});

test("output that is typed is taken by the button", async ({ why401 }) => {
  await why401.paste(TRACE);
  const box = why401.answer.getByLabel("Paste its output here").first();
  await box.fill(OUTPUT);
  await why401.answer.getByRole("button", { name: "Add" }).click();
  await expect(why401.verdict).toHaveText("Confirmed");
});

test("an answer is chosen, shown and undone", async ({ why401 }) => {
  await why401.paste(TRACE);
  await why401.answer.getByRole("button", { name: "NTLM", exact: true }).click();
  await expect(why401.verdict).toHaveText("Confirmed");
  await expect(why401.answer.getByText("(you answered)").first()).toBeVisible();
  await why401.answer.getByRole("button", { name: "Undo" }).click();
  await expect(why401.verdict).toHaveText("Likely");
});

test("the trace and the setting in one paste: confirmed", async ({ why401 }) => {
  await why401.paste(TRACE + OUTPUT);
  await expect(why401.verdict).toHaveText("Confirmed");
});

test("a log of three months tells the dates", async ({ why401 }) => {
  await why401.page.getByRole("button", { name: "Three months of a log" }).click();
  await expect(why401.verdict).toHaveText("Likely");
  await expect(why401.title).toContainText("30 days");
  await expect(why401.answer).toContainText("2002-02-09");
});

test("every example is answered", async ({ why401 }) => {
  const examples = why401.answer.locator(".examples button");
  await expect(examples).toHaveCount(3);
  for (const index of [0, 1, 2]) {
    await examples.nth(index).click();
    await expect(why401.verdict).toHaveText("Likely");
    await why401.page.getByRole("button", { name: "Clear" }).click();
    await expect(examples).toHaveCount(3);
  }
});

test("a handshake that works is told as one", async ({ why401 }) => {
  await why401.paste(
    "GET / HTTP/1.1\nHost: intranet\nAuthorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l\n\n" +
      "HTTP/1.1 200 OK\nServer: nginx\nContent-Length: 0\n\n",
  );
  await expect(why401.title).toHaveText("This works");
});

test("what is not understood is said, with what can be pasted", async ({ why401 }) => {
  await why401.paste("the dog ate my homework");
  await expect(why401.title).toHaveText("Nothing here was recognised");
  await expect(why401.answer).toContainText("curl -v");
});

test("markup in a paste stays text", async ({ why401 }) => {
  await why401.paste('HTTP/1.1 401 <img src=x onerror="throw 1">\nWWW-Authenticate: NTLM\n\n');
  await expect(why401.title).toHaveText(TITLE);
  await expect(why401.page.locator("img")).toHaveCount(0);
});

test("the verdict leads to the question that settles it", async ({ why401 }) => {
  await why401.paste(TRACE);
  const question = why401.answer.getByRole("heading", { name: "To be certain" });
  await expect(question).not.toBeInViewport();
  await why401.answer.getByRole("link", { name: "How to be certain" }).click();
  await expect(question).toBeInViewport();
});
