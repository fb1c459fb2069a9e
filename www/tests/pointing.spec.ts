// Evidence in the answer and its mark in the paste point at each other.
import { expect, test, TRACE } from "./page";

const FAR = "X-Filler: 1\n".repeat(400);

test("a piece of evidence highlights its mark and brings it into view", async ({ why401 }) => {
  await why401.paste(TRACE.replace("WWW-Auth", `${FAR}WWW-Auth`));
  const evidence = why401.answer.locator("button.evidence", { hasText: "NTLM" }).first();
  await evidence.hover();
  const pointed = why401.editor().locator(".pointed");
  await expect(pointed).toHaveText("NTLM");
  await expect(pointed).toBeInViewport();
  await why401.page.mouse.move(0, 0);
  await expect(pointed).toHaveCount(0);

  await evidence.focus();
  await expect(pointed).toHaveText("NTLM");
});

test("a mark highlights its evidence, for the pointer and for the cursor", async ({ why401 }) => {
  await why401.paste(TRACE);
  const mark = why401.editor().locator(".mark", { hasText: "NTLM" }).first();
  const evidence = why401.answer.locator(".evidence.is-pointed");
  await mark.hover();
  await expect(evidence).toContainText("NTLM");
  await why401.page.mouse.move(0, 0);
  await expect(evidence).toHaveCount(0);

  await why401.editor().press("ControlOrMeta+Home");
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "End", "ArrowLeft"]) {
    await why401.editor().press(key);
  }
  await expect(evidence).toContainText("NTLM");
});

test("a leg of the handshake shows where it stands", async ({ why401 }) => {
  await why401.paste(TRACE);
  await why401.answer.locator(".ladder button", { hasText: "401" }).hover();
  await expect(why401.editor().locator(".pointed").first()).toContainText("HTTP/1.1 401");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 700 }, hasTouch: true });

  test("evidence that is tapped brings its mark into view", async ({ why401 }) => {
    await why401.paste(TRACE);
    await why401.answer.locator("button.evidence", { hasText: "NTLM" }).first().tap();
    await expect(why401.editor().locator(".pointed")).toBeInViewport();
  });
});
