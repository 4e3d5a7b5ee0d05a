import { keccak256 } from "ethers";

import { PayoutPolicy } from "../../sdk/dispatch/taskTerms.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { compare, type Finding } from "./finding.ts";
import { name } from "./verifyDraws.ts";

/** Recomputes what each runner had to be paid and the actor refunded, and compares with what the events say. */
export function verifyPayments(tasks: readonly TaskTimeline[]): Finding[] {
  return tasks.flatMap((task) => [...verifyShares(task), ...verifyRefunds(task)]);
}

/** The runners that the rules pay, in order of submission; nobody before the end. */
export function expectedPayees({ status, submissions, consumedRunner, request }: TaskTimeline): string[] {
  if (status !== "Finalized") return [];
  const { payoutPolicy } = request.terms;
  const consumed = submissions.find(({ runner }) => runner === consumedRunner);
  const isPaid = ({ runner, result }: { runner: string; result: string }): boolean => {
    if (!consumed || runner === consumedRunner || payoutPolicy === PayoutPolicy.AllValid) return true;
    return payoutPolicy === PayoutPolicy.MatchingConsumed && keccak256(result) === keccak256(consumed.result);
  };
  return submissions.filter(isPaid).map(({ runner }) => runner);
}

function verifyShares(task: TaskTimeline): Finding[] {
  const { paymentPerRunner } = task.request.terms;
  const paid = task.payments.map(({ runner }) => runner);
  return [
    ...compare(`runners paid by ${name(task)}`, expectedPayees(task).join(), paid.join()),
    ...task.payments.flatMap(({ runner, amount }) =>
      compare(`share of ${runner} in ${name(task)}`, paymentPerRunner, amount),
    ),
  ];
}

/** Of a task that is over, all that was locked and not spent has gone back: to the unit, in each currency. */
function verifyRefunds(task: TaskTimeline): Finding[] {
  if (task.status !== "Finalized") return [];
  const { currency, paymentPerRunner, callback } = task.request.terms;
  const native = "0x0000000000000000000000000000000000000000";
  const spent = task.callback.attempts.reduce((sum, { paid }) => sum + paid, 0n);
  const bumps = task.callback.bumps.reduce((sum, { amount }) => sum + amount, 0n);
  const unearned = (BigInt(task.request.numRunners) - BigInt(expectedPayees(task).length)) * paymentPerRunner;
  const unspent = callback.budget + bumps - spent;
  const refunded = (wanted: string): bigint =>
    task.refunds.filter((refund) => refund.currency === wanted).reduce((sum, { amount }) => sum + amount, 0n);
  if (currency === native) {
    return compare(`refund of ${name(task)}`, unearned + unspent, refunded(native));
  }
  return [
    ...compare(`refund of ${name(task)} in its token`, unearned, refunded(currency)),
    ...compare(`refund of ${name(task)} in native coin`, unspent, refunded(native)),
  ];
}
