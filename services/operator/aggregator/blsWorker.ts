import { parentPort } from "node:worker_threads";

import { aggregateSignatures } from "../../../sdk/bls/aggregateSignatures.ts";
import { blsVerify } from "../../../sdk/bls/blsVerify.ts";
import type { BlsAnswer, BlsQuestion } from "./blsThread.ts";

parentPort!.on("message", (question: BlsQuestion) => {
  parentPort!.postMessage(answerOf(question));
});

function answerOf(question: BlsQuestion): BlsAnswer {
  const { id } = question;
  try {
    const answer = "claim" in question ? blsVerify(question.claim) : aggregateSignatures(question.signatures);
    return { id, answer };
  } catch (error) {
    return { id, reason: error instanceof Error ? error.message : String(error) };
  }
}
