// Runs the engine in a worker, so that typing never waits for it.
import type { Engine, Input, Outcome } from "./engine";

/** A paste that takes longer than this has found a fault of the engine, in milliseconds. */
const LIMIT = 30_000;

interface Job {
  input: Input;
  done: (outcome: Outcome) => void;
}

/** What the worker needs of `Worker`, so that tests can stand in for it. */
export type Port = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

/** Starts an engine in workers made by `start`: one at a time, and a fresh one after a failure. */
export function engineIn(start: () => Port): Engine {
  let port: Port | undefined = start();
  let running: Job | undefined;
  let next: Job | undefined;

  function run(job: Job): void {
    running = job;
    port ??= start();
    const limit = setTimeout(() => {
      fail("It took too long.");
    }, LIMIT);
    const finish = (outcome: Outcome) => {
      clearTimeout(limit);
      running = undefined;
      job.done(next === undefined ? outcome : { kind: "stale" });
      const following = next;
      next = undefined;
      if (following) run(following);
    };
    const fail = (message: string) => {
      port?.terminate();
      port = undefined;
      finish({ kind: "failed", message });
    };
    port.onmessage = (event: MessageEvent<Outcome>) => {
      finish(event.data);
    };
    port.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    port.postMessage(job.input);
  }

  return {
    diagnose: (input) =>
      new Promise((done) => {
        const job = { input, done };
        if (running === undefined) {
          run(job);
          return;
        }
        next?.done({ kind: "stale" });
        next = job;
      }),
  };
}

/** The engine that the page uses. */
export function startEngine(): Engine {
  return engineIn(() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
}
