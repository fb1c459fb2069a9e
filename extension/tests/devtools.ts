// The real developer tools of a page: Playwright leaves them out, so they are reached by the browser's own protocol.
import type { CDPSession, Page } from "@playwright/test";
import { expect } from "@playwright/test";

interface Reply {
  id: number;
  error?: { message: string };
  result?: Record<string, unknown>;
}

/** A target of the browser: a window or a frame in a process or with an origin of its own. */
class Target {
  #last = 0;
  readonly #waiting = new Map<number, (reply: Reply) => void>();

  private constructor(
    readonly session: CDPSession,
    readonly id: string,
  ) {
    session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
      if (sessionId !== id) return;
      const reply = JSON.parse(message) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  static async whose(session: CDPSession, isIt: (url: string) => boolean): Promise<Target> {
    const find = async () => {
      const { targetInfos } = await session.send("Target.getTargets");
      return targetInfos.find(({ url }) => isIt(url));
    };
    await expect.poll(find).toBeDefined();
    const { targetId = "" } = (await find()) ?? {};
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    return new Target(session, sessionId);
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.#last += 1;
    const message = JSON.stringify({ id: this.#last, method, params });
    const replied = new Promise<Reply>((done) => this.#waiting.set(this.#last, done));
    await this.session.send("Target.sendMessageToTarget", { sessionId: this.id, message });
    const { error, result = {} } = await replied;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of an expression, or of the promise that it is. */
  async evaluate(expression: string): Promise<unknown> {
    const reply = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (reply["exceptionDetails"]) throw new Error(JSON.stringify(reply["exceptionDetails"]));
    return (reply["result"] as { value?: unknown }).value;
  }
}

export class DevTools {
  #panel: Target | undefined;

  private constructor(
    readonly window: Target,
    readonly extension: string,
  ) {}

  /** Those of a page, once the extension's part of them runs. */
  static async of(session: CDPSession, extension: string, page: Page): Promise<DevTools> {
    const window = await Target.whose(session, (url) => url.startsWith("devtools://"));
    const ours = await Target.whose(session, (url) => url.endsWith("/devtools.html"));
    await expect.poll(() => ours.evaluate("document.readyState")).toBe("complete");
    await page.goto("/");
    return new DevTools(window, extension);
  }

  /** Turns to why401's panel, as a click on its tab does. */
  async openPanel(): Promise<void> {
    const view = JSON.stringify(`chrome-extension://${this.extension}why401`);
    const show = `import("./ui/legacy/legacy.js").then(
      (legacy) => legacy.ViewManager.ViewManager.instance().showView(${view}))`;
    await this.window.evaluate(`${show}.then(() => undefined)`);
    this.#panel = await Target.whose(this.window.session, (url) => url.endsWith("/panel.html"));
  }

  /** Stops the background, as the browser does where it has had nothing to do for long. */
  async stopBackground(): Promise<void> {
    const { session } = this.window;
    const { targetInfos } = await session.send("Target.getTargets");
    const background = targetInfos.find(({ type }) => type === "service_worker");
    await session.send("Target.closeTarget", { targetId: background?.targetId ?? "" });
  }

  /** The panel's page. */
  get panel(): Target {
    if (this.#panel === undefined) throw new Error("the panel is not open");
    return this.#panel;
  }

  /** The texts of all elements in the panel that a selector names. */
  async texts(selector: string): Promise<string[]> {
    const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
    return (await this.panel.evaluate(`${all}.map((it) => it.innerText)`)) as string[];
  }

  /** The lines of the list: what was asked and how it was answered, and why. */
  async rows(): Promise<string[]> {
    return (await this.texts(".row")).map((row) => row.replaceAll("\n", " | "));
  }

  /** How sure the answer is, and what it says. */
  async answer(): Promise<string> {
    const [verdict = ""] = await this.texts(".answer-top .verdict");
    const [title = ""] = await this.texts(".answer h2");
    return `${verdict.toLowerCase()}: ${title}`;
  }

  /** Clicks on the first element that a selector names and a text is in. */
  async click(selector: string, text = ""): Promise<void> {
    const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
    await this.panel.evaluate(
      `${all}.find((it) => it.innerText.includes(${JSON.stringify(text)})).click()`,
    );
  }
}
