import { AbiCoder, keccak256, ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { decodeInferenceEvent } from "../../../sdk/inference/decodeInferenceEvent.ts";
import type { InferenceEvent } from "../../../sdk/inference/inferenceEvent.ts";
import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import type { InferenceTimeline } from "../../../sdk/inference/inferenceTimeline.ts";
import { replayInferenceTask } from "../../../sdk/inference/replayInferenceTask.ts";
import type { ExpectedOffence } from "../expectedOffence.ts";
import { compare, type Finding } from "../finding.ts";
import { isPunishable } from "../isPunishable.ts";
import type { Movements } from "../movements.ts";
import { readEntryFee } from "../readEntryFee.ts";
import { readRegistryHistory } from "../readRegistryHistory.ts";
import { readValue } from "../readValue.ts";
import type { VerifiedRound } from "../verifyRounds.ts";
import { verifySampling } from "./verifySampling.ts";

/** What the lifecycle's history says must be. */
export interface VerifyInferenceReturnType {
  readonly tasks: number;
  readonly findings: readonly Finding[];
  readonly movements: Movements;
  /** By the offence's hash. */
  readonly offences: ReadonlyMap<string, ExpectedOffence>;
}

type Handler = (task: InferenceTimeline, event: InferenceEvent) => Promise<void> | void;

/** One round draws the node, another the chunks to prove. */
const ENTRIES = 2n;
/** Reasons of an abort, by their number on-chain, that a node is punished for; and the one that leaves a refund. */
const LATE_REASONS: readonly number[] = [6, 9];
const FEE_TOO_LOW = 3;

/**
 * Replays the inference lifecycle from its events, by the rules: ids, moves, sampling numbers with their proofs, fees,
 * refunds and offences; and compares with what the market stores. Which node a round drew is not computed again.
 */
export async function verifyInference(
  client: MusterClient,
  rounds: ReadonlyMap<number, VerifiedRound>,
): Promise<VerifyInferenceReturnType> {
  const { inference, registry, provider, deployment } = client;
  const market = deployment.addresses.inference;
  const [{ sampling }, pool, history] = await Promise.all([
    inference.settings(),
    inference.pool(),
    readRegistryHistory(client),
  ]);
  const findings: Finding[] = [];
  const movements: Movements = { credits: [], holds: [] };
  const offences = new Map<string, ExpectedOffence>();
  /** What is still held of each task's fee. */
  const left = new Map<string, bigint>();
  /** Whose turn it is to upload a group's result, once it was passed on. */
  const lastUploaders = new Map<string, number>();

  const handlers: Readonly<Record<string, Handler>> = {
    async TaskCreated({ id, creator, file }, event) {
      const { terms } = file.order;
      const entries = ENTRIES * (await readEntryFee(client, event.block));
      const isAttached = (await readValue(client, event.transactionHash)) > 0n;
      check(`id of ${nameOf(id)}`, idOf(creator, terms.taskIdCommitment), id);
      // Native coin comes with the transaction, or all of it from credit.
      if (!isAttached) debit(creator, ZeroAddress, entries);
      if (!isAttached || terms.currency !== ZeroAddress) debit(creator, terms.currency, terms.fee);
      credit(deployment.addresses.beacon, ZeroAddress, entries);
      movements.holds.push({ market, currency: terms.currency, amount: terms.fee });
      left.set(id, terms.fee);
    },
    async TaskAdmitted(_task, { fields, transactionHash }) {
      const entryFee = BigInt(fields.entryFee as bigint);
      if ((await readValue(client, transactionHash)) === 0n) debit(String(fields.payer), ZeroAddress, entryFee);
      credit(deployment.addresses.beacon, ZeroAddress, entryFee);
    },
    async TaskSampled(task, event) {
      findings.push(...(await verifySampling(client, { task, event, rounds, modulus: sampling.samplingModulus })));
    },
    async TaskValidated(task, event) {
      findings.push(...(await verifySampling(client, { task, event, rounds, modulus: sampling.samplingModulus })));
    },
    TaskEndSuccess(task, { fields, block, logIndex }) {
      const place = { blockNumber: block, index: logIndex };
      check(`fee of ${nameOf(task.id)}`, task.file.order.terms.fee, BigInt(fields.fee as bigint));
      pay(task, history.receiverAt(Number(fields.operator), place), task.file.order.terms.fee);
    },
    TaskEndGroupSuccess(task, { fields, block, logIndex }) {
      const place = { blockNumber: block, index: logIndex };
      const operators = fields.operators as readonly (number | bigint)[];
      const parts = (fields.paid as readonly (number | bigint)[]).map(BigInt);
      parts.forEach((part, index) => pay(task, history.receiverAt(Number(operators[index]), place), part));
    },
    TaskEndAborted(task, { fields, block, logIndex, transactionHash }) {
      const { fee } = task.file.order.terms;
      const reason = Number(fields.reason);
      const paid = BigInt(fields.paid as bigint);
      const place = { blockNumber: block, index: logIndex };
      if (reason === FEE_TOO_LOW) return undefined;
      if (paid !== 0n) pay(task, history.receiverAt(task.node ?? 0, place), paid);
      pay(task, task.creator, fee - paid);
      if (!LATE_REASONS.includes(reason)) return undefined;
      return expectLate(task.id, lastUploaders.get(task.id) ?? task.node ?? 0, transactionHash, block);
    },
    async TaskEndInvalidated(task, { block }) {
      pay(task, task.creator, task.file.order.terms.fee);
      const terms = { shareBps: Number(sampling.slashBps), bountyBps: 0, reporter: await treasuryAt(block) };
      await expect(task.id, task.node ?? 0, block, terms);
    },
    TaskEndGroupRefund(task) {
      pay(task, task.creator, task.file.order.terms.fee);
    },
    RefundCollected(task, { fields }) {
      check(`refund of ${nameOf(task.id)}`, task.file.order.terms.fee, BigInt(fields.fee as bigint));
      pay(task, task.creator, task.file.order.terms.fee);
    },
    async UploadPassed(task, { fields, transactionHash, block }) {
      lastUploaders.set(task.id, Number(fields.to));
      await expectLate(task.id, Number(fields.from), transactionHash, block);
    },
  };

  const logs = await provider.getLogs({ address: market, fromBlock: deployment.fromBlock, toBlock: "latest" });
  const events = logs.map((log) => decodeInferenceEvent(log)).filter((event) => event !== undefined);
  const known = new Map<string, InferenceEvent[]>();
  for (const event of events) {
    const told = [...(known.get(event.id) ?? []), event];
    known.set(event.id, told);
    const handler = handlers[event.name];
    if (handler) await handler(replayInferenceTask(event.id, told), event);
  }
  for (const [id, told] of known) await compareTask(id, told);
  return { tasks: known.size, findings, movements, offences };

  async function compareTask(id: string, told: readonly InferenceEvent[]): Promise<void> {
    const task = replayInferenceTask(id, told);
    const stored = await inference.taskOf(id);
    check(`stored status of ${nameOf(id)}`, task.status, inferenceStatuses[Number(stored.status)] ?? "None");
    check(`creator of ${nameOf(id)}`, task.creator, stored.creator);
    check(`node of ${nameOf(id)}`, BigInt(task.node ?? 0), stored.node);
    const moves = told.filter(({ name }) => name === "InferenceMoved");
    const starts = moves.map(({ fields }) => Number(fields.from));
    const ends = moves.map(({ fields }) => Number(fields.to));
    check(`moves of ${nameOf(id)}`, [0, ...ends.slice(0, -1)].join(), starts.join());
    const isEvicted = told.some(
      ({ name, fields }) => name === "TaskEndAborted" && Number(fields.reason) === FEE_TOO_LOW,
    );
    const isOver = task.status.startsWith("End") && !isEvicted;
    if (isOver) check(`what is held for ${nameOf(id)}`, 0n, left.get(id) ?? 0n);
  }

  function idOf(creator: string, commitment: string): string {
    const types = ["uint256", "address", "address", "bytes32"];
    return keccak256(AbiCoder.defaultAbiCoder().encode(types, [deployment.chainId, market, creator, commitment]));
  }

  /* OFFENCES */

  /** What a missed deadline costs at that time; whoever reported it gets a part. */
  async function expectLate(id: string, node: number, transactionHash: string, block: number): Promise<void> {
    const shareBps = Number(await registry.noShowBpsOf(pool, { blockTag: block }));
    const reporter = (await provider.getTransaction(transactionHash))?.from ?? ZeroAddress;
    await expect(id, node, block, { shareBps, bountyBps: Number(sampling.reporterBps), reporter });
  }

  /** Whom the registry does not punish, the market does not: who is out of the pool for long. */
  async function expect(
    id: string,
    operator: number,
    block: number,
    terms: Pick<ExpectedOffence, "shareBps" | "bountyBps" | "reporter">,
  ): Promise<void> {
    if (!(await isPunishable(client, { market, pool, operator, block }))) return;
    const offence = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint24"], [id, operator]));
    offences.set(offence, { operator, loss: 0n, ...terms });
  }

  /** What has no reporter goes to the treasury. */
  function treasuryAt(block: number): Promise<string> {
    return registry.treasury({ blockTag: block });
  }

  /* MONEY */

  function pay({ id, file }: InferenceTimeline, account: string, amount: bigint): void {
    if (amount === 0n) return;
    const { currency } = file.order.terms;
    left.set(id, (left.get(id) ?? 0n) - amount);
    credit(account, currency, amount);
    movements.holds.push({ market, currency, amount: -amount });
  }

  function credit(account: string, currency: string, amount: bigint): void {
    movements.credits.push({ currency, account, amount });
  }

  function debit(account: string, currency: string, amount: bigint): void {
    credit(account, currency, -amount);
  }

  function check(subject: string, wanted: bigint | string, found: bigint | string): void {
    findings.push(...compare(subject, wanted, found));
  }
}

function nameOf(id: string): string {
  return `inference task ${id.slice(0, 10)}`;
}
