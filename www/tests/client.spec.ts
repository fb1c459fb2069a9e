// The engine's worker: one input at a time, the latest wins, a failure does not stay.
import type { Outcome } from "../src/engine/engine";
import { engineIn } from "../src/engine/client";
import type { Port } from "../src/engine/client";
import { expect, test } from "./page";

/** A worker that answers when it is told to. */
class Stub implements Port {
  onmessage: Port["onmessage"] = null;
  onerror: Port["onerror"] = null;
  readonly sent: unknown[] = [];
  terminated = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(outcome: Outcome): void {
    this.onmessage?.call(this as never, { data: outcome } as MessageEvent);
  }
  crash(message: string): void {
    this.onerror?.call(this as never, { message, preventDefault: () => undefined } as ErrorEvent);
  }
}

const input = (text: string) => ({ pastes: [text], answers: {} });
const failed: Outcome = { kind: "failed", message: "" };

function engineWithStubs() {
  const stubs: Stub[] = [];
  const engine = engineIn(() => {
    const stub = new Stub();
    stubs.push(stub);
    return stub;
  });
  return { engine, stubs };
}

test("of several inputs in a row only the first and the last are diagnosed", async () => {
  const { engine, stubs } = engineWithStubs();
  const answers = ["a", "b", "c"].map((text) => engine.diagnose(input(text)));
  expect(stubs[0]?.sent).toEqual([input("a")]);
  stubs[0]?.answer(failed);
  expect(stubs[0]?.sent).toEqual([input("a"), input("c")]);
  stubs[0]?.answer(failed);
  expect((await Promise.all(answers)).map((it) => it.kind)).toEqual(["stale", "stale", "failed"]);
});

test("after a crash the next input gets a fresh worker", async () => {
  const { engine, stubs } = engineWithStubs();
  const crashed = engine.diagnose(input("a"));
  stubs[0]?.crash("unreachable");
  expect(await crashed).toEqual({ kind: "failed", message: "unreachable" });
  expect(stubs[0]?.terminated).toBe(true);
  void engine.diagnose(input("b"));
  expect(stubs[1]?.sent).toEqual([input("b")]);
});
