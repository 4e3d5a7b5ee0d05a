import { Worker } from "node:worker_threads";

import { BaseError } from "../../../sdk/errors/baseError.ts";
import type { BlsAnswer, BlsQuestion, BlsThread } from "./blsThread.ts";

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Verifies and adds up signatures in a thread of its own, which starts with the first question. */
export function createBlsThread(): BlsThread {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let questions = 0;
  let isStopped = false;

  function ask<T extends boolean | string>(question: DistributiveOmit<BlsQuestion, "id">): Promise<T> {
    if (isStopped) return Promise.reject(new BaseError("BLS_THREAD_STOPPED", "The node is stopping"));
    const id = questions++;
    const answer = new Promise<T>((resolve, reject) => pending.set(id, { resolve, reject }));
    worker ??= begin();
    worker.postMessage({ ...question, id });
    return answer;
  }

  function begin(): Worker {
    const made = new Worker(new URL("./blsWorker.ts", import.meta.url));
    made.unref();
    made.on("message", (answer: BlsAnswer) => {
      const asked = pending.get(answer.id);
      pending.delete(answer.id);
      if ("reason" in answer) asked?.reject(new BaseError("BLS_FAILED", answer.reason));
      else asked?.resolve(answer.answer as never);
    });
    made.on("error", (error) => end(made, String(error)));
    made.on("exit", () => end(made, "its thread ended"));
    return made;
  }

  /** The next question starts a new thread. */
  function end(ended: Worker, reason: string): void {
    if (worker !== ended) return;
    worker = undefined;
    for (const { reject } of pending.values()) reject(new BaseError("BLS_FAILED", `No answer: ${reason}`));
    pending.clear();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    await worker?.terminate();
  }

  return {
    verify: (claim) => ask<boolean>({ claim }),
    aggregate: (signatures) => ask<string>({ signatures }),
    stop,
  };
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
