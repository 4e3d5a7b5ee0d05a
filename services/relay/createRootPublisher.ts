import type { Provider, Signer } from "ethers";

import { buildTree } from "../../sdk/availability/buildTree.ts";
import type { DataAvailability } from "../../typechain-types/index.ts";
import { createReasonLog } from "../createReasonLog.ts";
import { createTransactor } from "../createTransactor.ts";
import { explainFailure } from "../explainFailure.ts";
import type { Logger } from "../logger.ts";
import type { Batch, RelayBook } from "./createRelayBook.ts";

/** When roots are posted. */
export interface BatchSettings {
  /** Seconds that a blob waits for others at most. */
  readonly batchSeconds: number;
  /** Leaves of a batch at most. */
  readonly maxBatch: number;
  /** Blocks after which a posted root is taken to stay. */
  readonly confirmations: number;
}

/** What is needed to post roots. */
export interface CreateRootPublisherParameters extends BatchSettings {
  readonly provider: Provider;
  /** Who is the publisher; nothing else should use its nonces. */
  readonly signer: Signer;
  readonly availability: DataAvailability;
  readonly book: RelayBook;
  readonly logger: Logger;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Posts the roots of a relay. */
export interface RootPublisher {
  /** Looks at the chain once: sees what was posted, and posts what is due. */
  work(head: number): Promise<void>;
}

/**
 * Posts one root at a time, one transaction each. A root is written down before it is sent, so after a crash the same
 * one is looked for, pending transactions included, and sent again only when it is nowhere; even then it is the same
 * root, and no leaf comes under two of them.
 */
export function createRootPublisher(parameters: CreateRootPublisherParameters): RootPublisher {
  const { provider, signer, availability, book, logger, now, batchSeconds, maxBatch, confirmations } = parameters;
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  let publisher: string | undefined;

  async function work(head: number): Promise<void> {
    publisher ??= await signer.getAddress();
    await transactor.collect(head);
    for (const batch of book.openBatches()) await follow(batch, head);
    if (book.openBatches().some(({ publishedAt }) => publishedAt === undefined)) return;
    const batch = await makeBatch();
    if (batch !== undefined) await send(batch);
  }

  /** A root may vanish again while its block is young; then it is sent again. */
  async function follow(batch: Batch, head: number): Promise<void> {
    const at = await timeOf(batch.root, "latest");
    if (at <= batch.after) {
      [batch.publishedAt, batch.seenAt] = [undefined, undefined];
      const isPending = transactor.isUnderWay(keyOf(batch)) || (await timeOf(batch.root, "pending")) > batch.after;
      if (!isPending) await send(batch);
      return;
    }
    if (batch.publishedAt === undefined) {
      reasons.forget(keyOf(batch));
      logger.info({ event: "rootPublished", ...fieldsOf(batch), publishedAt: at }, "The root is on the chain");
    }
    [batch.publishedAt, batch.seenAt] = [at, batch.seenAt ?? head];
    if (head - batch.seenAt >= confirmations) await book.closeBatch(batch);
  }

  async function timeOf(root: string, blockTag: "latest" | "pending"): Promise<number> {
    return Number(await availability.rootPublishedAt(publisher as string, root, { blockTag }));
  }

  async function makeBatch(): Promise<Batch | undefined> {
    const waiting = book.waiting();
    const [oldest] = waiting;
    if (oldest === undefined) return undefined;
    if (waiting.length < maxBatch && now() - oldest.at < batchSeconds) return undefined;

    const members = waiting.slice(0, maxBatch);
    const tree = buildTree(members.map(({ blob }) => blob));
    const leaves = members.map(({ leaf }) => leaf);
    const after = await timeOf(tree.root, "latest");
    const batch = await book.openBatch(tree, leaves, after);
    logger.info({ event: "batchMade", ...fieldsOf(batch) }, "Made a batch of the blobs that waited");
    return batch;
  }

  async function send(batch: Batch): Promise<void> {
    try {
      const call = await availability.publishRoot.populateTransaction(batch.root);
      const transactionHash = await transactor.send(keyOf(batch), call);
      logger.info({ event: "rootSent", ...fieldsOf(batch), transactionHash }, "Sent the root");
    } catch (error) {
      const { text } = explainFailure(error);
      reasons.waits(keyOf(batch), text, fieldsOf(batch), "Could not send the root; will look again");
    }
  }

  return { work };
}

function keyOf({ number }: Batch): string {
  return `batch ${number}`;
}

function fieldsOf({ number, root, leaves }: Batch): Record<string, unknown> {
  return { batch: number, root, leaves: leaves.length };
}
