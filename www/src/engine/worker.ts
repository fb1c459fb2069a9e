// The worker's side: diagnoses what it is sent, one input at a time.
import { diagnose } from "why401";
import type { Input, Outcome } from "./engine";

// Before there is anything to diagnose, so that the first answer does not wait for it. Where it
// fails, the first input tries again and tells why.
diagnose([]).catch(() => undefined);

self.onmessage = async (event: MessageEvent<Input>) => {
  self.postMessage(await answer(event.data));
};

async function answer({ pastes, answers }: Input): Promise<Outcome> {
  try {
    return { kind: "report", report: await diagnose([...pastes], { answers }) };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "refused", message: error.message };
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { kind: "failed", message: String(cause) };
  }
}
