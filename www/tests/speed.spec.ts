// A big paste is answered at once, and typing does not wait.
import { expect, test } from "./page";

const MIB = 1 << 20;

/** The same bytes in each run: xorshift32. */
function randomBytes(): Buffer {
  let state = 0x9e3779b9;
  const bytes = Buffer.alloc(MIB);
  for (let i = 0; i < MIB; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}

test("a paste of 1 MiB of random bytes is answered within a second", async ({ why401 }) => {
  const text = randomBytes().toString("latin1").replaceAll("\0", " ");
  await why401.editor().focus();
  const took = await why401.page.evaluate(async (pasted) => {
    const status = document.querySelector("[role=status]");
    const answered = new Promise<void>((done) => {
      if (status === null) return;
      new MutationObserver(() => {
        // The first thing it says is nothing.
        if (status.textContent !== "") done();
      }).observe(status, { childList: true, characterData: true, subtree: true });
    });
    const content = document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const start = performance.now();
    content?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
    await answered;
    return performance.now() - start;
  }, text);
  expect(took).toBeLessThan(1000);
});

test("a file of 1 MiB of random bytes is answered", async ({ why401 }) => {
  const file = { name: "random.bin", mimeType: "application/octet-stream", buffer: randomBytes() };
  await why401.page.locator("input[type=file]").setInputFiles(file);
  await expect(why401.verdict).not.toBeEmpty();
  await expect(why401.page.locator(".paste-title")).toHaveText("random.bin");
});
