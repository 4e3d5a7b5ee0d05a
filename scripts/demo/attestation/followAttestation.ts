import { setTimeout as sleep } from "node:timers/promises";

import { type AttestationStatus } from "../../../sdk/attestation/attestationStatus.ts";
import { readAttestation } from "../../../sdk/attestation/readAttestation.ts";
import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import { ether, type Narrator } from "../narrate.ts";
import type { AttestationStage } from "./attestationStage.ts";

const LOOK_MS = 200;
/** Blocks in which whatever a story waits for must happen. */
const PATIENCE_BLOCKS = 240;

/** A task that came on-chain. */
export interface SubmittedTask {
  readonly id: string;
  readonly info: TaskInfo;
  readonly isApproved: boolean;
  readonly signers: bigint;
  readonly gasUsed: bigint;
}

/** Asks again and again until there is an answer, and fails when there never is. */
export async function waitFor<T>(
  { owner, folder }: AttestationStage,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = (await owner.provider.getBlockNumber()) + PATIENCE_BLOCKS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if ((await owner.provider.getBlockNumber()) > deadline) throw new Error(`No ${what}: see the logs in ${folder}`);
    await sleep(LOOK_MS);
  }
}

/** Has a price performed, and waits until it is on-chain. */
export async function performTask(stage: AttestationStage, narrator: Narrator, symbol: string): Promise<SubmittedTask> {
  const { center, provider } = stage.owner;
  const from = (await provider.getBlockNumber()) + 1;
  await stage.perform(symbol);
  const event = await waitFor(stage, "submission", async () => {
    const approved = await center.queryFilter(center.filters.TaskSubmitted(), from);
    const rejected = await center.queryFilter(center.filters.TaskRejected(), from);
    return [...approved, ...rejected][0];
  });
  const { id, performer, proofOfTask, data, taskDefinitionId, details } = event.args;
  const info = { proofOfTask, data, taskPerformer: performer, taskDefinitionId: Number(taskDefinitionId) };
  const { gasUsed } = await event.getTransactionReceipt();
  const { isApproved, signers } = details;
  const side = isApproved ? "approved" : "rejected";
  narrator.step(`"${proofOfTask}" was ${side} by ${seatsOf(stage, signers)}`, gasUsed);
  return { id, info, isApproved, signers, gasUsed };
}

/** Waits until a task has a status. */
export async function waitForStatus(stage: AttestationStage, id: string, status: AttestationStatus): Promise<void> {
  await waitFor(stage, `task that is ${status}`, async () => {
    const task = await readAttestation(stage.owner, { id });
    return task.status === status ? true : undefined;
  });
}

/** Waits until a block has come. */
export async function waitForBlock(stage: AttestationStage, block: number): Promise<void> {
  await waitFor(stage, `block ${block}`, async () => {
    return (await stage.owner.provider.getBlockNumber()) >= block ? true : undefined;
  });
}

/** Names of a set of seats. Seats are dense and nobody leaves, so seat s is operator s + 1. */
export function seatsOf({ operators }: AttestationStage, signers: bigint): string {
  const names = operators.flatMap(({ name }, seat) =>
    (signers >> BigInt(seat)) & 1n ? [name.replace("operator ", "#")] : [],
  );
  return `${names.length} of ${operators.length} (${names.join(" ")})`;
}

/** Says what a slash took. */
export function tellSlash(narrator: Narrator, who: string, why: string, amount: bigint, gasUsed: bigint): void {
  narrator.step(`${who} loses ${ether(amount)} of stake: ${why}`, gasUsed);
}
