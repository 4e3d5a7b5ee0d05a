import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { createAggregator } from "../../services/operator/aggregator/createAggregator.ts";
import { type AggregatorSettings, aggregatorDefaults } from "../../services/operator/aggregator/aggregatorSettings.ts";
import { createBlsThread } from "../../services/operator/aggregator/createBlsThread.ts";
import { createTaskJournal } from "../../services/operator/aggregator/createTaskJournal.ts";
import { attesterDefaults, type AttesterSettings } from "../../services/operator/attester/attesterSettings.ts";
import { createAttester } from "../../services/operator/attester/createAttester.ts";
import type { Validator } from "../../services/operator/attester/createValidator.ts";
import { createVoteJournal } from "../../services/operator/attester/createVoteJournal.ts";
import { createAttestationChain } from "../../services/operator/chain/createAttestationChain.ts";
import type { Bus, BusHandler } from "../../services/operator/createBus.ts";
import { taskMessage } from "../../services/operator/messages/taskMessage.ts";
import { voteMessage } from "../../services/operator/messages/voteMessage.ts";
import type { SignedTask } from "../../services/operator/tasks/signedTask.ts";
import { createTransactor } from "../../services/createTransactor.ts";
import type { Attester, AttestationSuite } from "./attestation.ts";
import { recordLogger } from "./recordLogger.ts";

/** What is asked of an attester, in the words of an aggregator. */
export interface TestQuestion {
  readonly task: Omit<SignedTask, "id">;
  /** Who asks, and sends the question. */
  readonly aggregator: string;
  readonly committee: bigint;
}

/** Roles of nodes without a network: the test hands them what they hear, and is their clock. */
export function roleBench(suite: AttestationSuite) {
  const folder = mkdtempSync(join(tmpdir(), "muster-roles-"));
  const ends: (() => Promise<void>)[] = [];
  let clock = 0;
  let folders = 0;

  /** What all roles of one operator share. */
  async function ground({ signer }: Attester) {
    const client = createMusterClient({ deployment: suite.deployment, runner: signer });
    const chain = createAttestationChain(client);
    chain.advance(await client.provider.getBlockNumber());
    const said: { readonly kind: string; readonly payload: Uint8Array }[] = [];
    const handlers = new Map<string, BusHandler>();
    const bus: Bus = {
      publish: async (kind, payload) => said.push({ kind, payload }),
      onMessage: (kind, handler) => void handlers.set(kind, handler),
    };
    const log = recordLogger();
    const path = join(folder, String(++folders));
    const shared = { chain, bus, self: () => signer.address, logger: log.logger, now: () => clock };
    return { client, shared, said, handlers, log, path };
  }

  /** An attester that hears nobody but the test. */
  async function attesterOf(
    attester: Attester,
    { validate, blsKey = attester.blsKey, ...changes }: AttesterChanges = {},
  ) {
    const { shared, said, handlers, log, path } = await ground(attester);
    const journal = createVoteJournal(join(path, "votes.journal"));
    ends.push(() => journal.close());
    const role = createAttester({
      ...shared,
      journal,
      validate: validate ?? (async () => "approve"),
      blsSecretKey: blsKey,
      settings: { ...attesterDefaults, ...changes },
      stopping: new AbortController().signal,
    });

    /** Asks it for a vote, and waits until it has made up its mind. */
    async function ask(question: TestQuestion): Promise<void> {
      const payload = taskMessage.encode({ ...question, counted: 0n });
      await handlers.get("task")?.({ sender: question.aggregator, payload });
      await role.idle();
    }

    /** Lets time pass, and waits until it has done what is due. */
    async function pass(milliseconds: number): Promise<void> {
      clock += milliseconds;
      await role.work();
      await role.idle();
    }

    const votes = () => said.filter(({ kind }) => kind === "vote").map(({ payload }) => voteMessage.decode(payload)!);
    return { ...role, ask, pass, votes, log };
  }

  /** An aggregator that hears nobody but the test. */
  async function aggregatorOf(attester: Attester, changes: Partial<AggregatorSettings> = {}) {
    const { client, shared, said, handlers, log, path } = await ground(attester);
    const journal = createTaskJournal(join(path, "tasks.journal"));
    const bls = createBlsThread();
    ends.push(
      () => journal.close(),
      () => bls.stop(),
    );
    const role = createAggregator({
      ...shared,
      center: client.center,
      transactor: createTransactor({ provider: client.provider, signer: attester.signer }),
      bls,
      journal,
      settings: { ...aggregatorDefaults, ...changes },
    });

    /** Lets time pass, and waits until it has done what is due. */
    async function pass(milliseconds: number): Promise<void> {
      clock += milliseconds;
      await role.work();
    }

    /** Hands it the vote of somebody. */
    async function hear(sender: string, payload: Uint8Array): Promise<void> {
      await handlers.get("vote")?.({ sender, payload });
    }

    return { ...role, pass, hear, said, log };
  }

  async function end(): Promise<void> {
    for (const stop of ends.splice(0)) await stop();
    rmSync(folder, { recursive: true });
  }

  return { attesterOf, aggregatorOf, end };
}

/** What differs from an attester that approves of everything. */
export interface AttesterChanges extends Partial<AttesterSettings> {
  readonly validate?: Validator;
  /** The key that the node votes with. */
  readonly blsKey?: string;
}
