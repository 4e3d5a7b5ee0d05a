import { join } from "node:path";

import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { createTransactor, type Transactor } from "../createTransactor.ts";
import { SettingError } from "../settingError.ts";
import { aggregatorDefaults } from "./aggregator/aggregatorSettings.ts";
import type { BlsThread } from "./aggregator/blsThread.ts";
import { type Aggregator, createAggregator } from "./aggregator/createAggregator.ts";
import { createBlsThread } from "./aggregator/createBlsThread.ts";
import { createTaskJournal } from "./aggregator/createTaskJournal.ts";
import { attesterDefaults } from "./attester/attesterSettings.ts";
import { type Attester, createAttester } from "./attester/createAttester.ts";
import { createValidator, validatorDefaults } from "./attester/createValidator.ts";
import { createVoteJournal } from "./attester/createVoteJournal.ts";
import { createVoteSettler, type VoteSettler } from "./attester/createVoteSettler.ts";
import type { AttestationChain } from "./chain/attestationChain.ts";
import { createAttestationChain } from "./chain/createAttestationChain.ts";
import { createSealer, type Sealer } from "./committees/createSealer.ts";
import { sealerDefaults } from "./committees/sealerSettings.ts";
import { createBus } from "./createBus.ts";
import { createSelfCheck, type SelfCheck } from "./createSelfCheck.ts";
import { createDisputer, type Disputer } from "./disputes/createDisputer.ts";
import { disputeDefaults } from "./disputes/disputeSettings.ts";
import { createElector, type Elector } from "./elections/createElector.ts";
import { electionDefaults } from "./elections/electionSettings.ts";
import { createGossip, type Gossip } from "./gossip/createGossip.ts";
import { inspectMessage } from "./messages/inspectMessage.ts";
import type { OperatorConfig } from "./operatorConfig.ts";
import { createJobJournal } from "./performer/createJobJournal.ts";
import { createPerformer, type Performer } from "./performer/createPerformer.ts";
import { performerDefaults } from "./performer/performerSettings.ts";
import { claimDefaults } from "./rewards/claimSettings.ts";
import { type Claimer, createClaimer } from "./rewards/createClaimer.ts";
import { createRewardJournal, type RewardJournal } from "./rewards/createRewardJournal.ts";
import { createWitness, type Witness } from "./witness/createWitness.ts";
import { createWitnessJournal } from "./witness/createWitnessJournal.ts";
import { witnessDefaults } from "./witness/witnessSettings.ts";

/** Blocks that are looked at again, since they may still be replaced. */
const SETTLE_CONFIRMATIONS = 12;

/** The parts of a node that runs. */
export interface OperatorRoles {
  readonly self: string;
  readonly chain: AttestationChain;
  readonly transactor: Transactor;
  readonly gossip: Gossip;
  readonly bls: BlsThread;
  readonly selfCheck: SelfCheck;
  readonly performer: Performer | undefined;
  readonly attester: Attester | undefined;
  readonly settler: VoteSettler | undefined;
  readonly aggregator: Aggregator | undefined;
  readonly disputer: Disputer | undefined;
  readonly elector: Elector | undefined;
  readonly claimer: Claimer | undefined;
  readonly rewards: RewardJournal | undefined;
  readonly sealer: Sealer | undefined;
  readonly witness: Witness | undefined;
  /** Closes all files. */
  readonly close: () => Promise<void>;
}

/**
 * Builds the roles that a node is configured for, from what its data directory remembers.
 *
 * @throws {JournalBrokenError} when that was damaged.
 * @throws {SettingError} when an attester or a witness has no BLS key.
 */
export async function buildRoles(config: OperatorConfig, stopping: AbortSignal): Promise<OperatorRoles> {
  const { client, signer, dataDir, logger, network, now = Date.now, taskDefinitionIds } = config;
  const own = await signer.getAddress();
  const self = () => own;
  const chain = createAttestationChain(client, taskDefinitionIds);
  const transactor = createTransactor({ provider: client.provider, signer });
  const gossip = createGossip({
    ...network,
    ...chain.network,
    dataDir,
    logger,
    signer,
    isMember: chain.isMember,
    inspect: inspectMessage,
  });
  const bus = createBus({ gossip, self, logger });
  const bls = config.bls ?? createBlsThread();
  const ground = { client, chain, transactor, bus, bls, self, logger, now, stopping };
  const closers: (() => Promise<void>)[] = [];
  const keep = <T extends { close(): Promise<void> }>(journal: T): T => {
    closers.push(journal.close);
    return journal;
  };
  const file = (name: string) => join(dataDir, `${name}.journal`);

  const aggregator = buildAggregator();
  const voting = buildVoting();
  const performer = buildPerformer();
  const rewards = config.claims === undefined ? undefined : keep(createRewardJournal(file("rewards")));
  const claimer =
    rewards && createClaimer({ ...ground, journal: rewards, settings: { ...claimDefaults, ...config.claims } });
  const witnessPools = config.witness === undefined ? [] : [await chain.witnessPool()];
  const witness = buildWitness(witnessPools);
  const sealing = { ...sealerDefaults, ...config.sealing };
  const sealer = config.sealing && createSealer({ ...ground, settings: sealing, otherPools: witnessPools });
  const publicKey = config.blsSecretKey === undefined ? undefined : blsPublicKey(config.blsSecretKey);
  const selfCheck = createSelfCheck({ chain, self, publicKey, logger });

  function buildAggregator(): Aggregator | undefined {
    if (config.aggregator === undefined) return undefined;
    const settings = { ...aggregatorDefaults, ...config.aggregator };
    const journal = keep(createTaskJournal(file("tasks")));
    return createAggregator({ ...ground, center: client.center, journal, settings });
  }

  function buildVoting() {
    if (config.attester === undefined) return undefined;
    const { blsSecretKey, attester: role } = config;
    requireKey(blsSecretKey);
    const journal = keep(createVoteJournal(file("votes")));
    const validate = createValidator({ ...validatorDefaults, ...role });
    const parts = { ...ground, journal, validate, blsSecretKey };
    const { consensusElection, deployment } = client;
    return {
      attester: createAttester({ ...parts, settings: { ...attesterDefaults, ...role } }),
      disputer: createDisputer({ ...parts, settings: { ...disputeDefaults, ...role.disputes } }),
      settler: createVoteSettler(chain, journal, SETTLE_CONFIRMATIONS),
      elector: createElector({
        ...parts,
        election: consensusElection,
        address: deployment.addresses.consensusElection,
        settings: { ...electionDefaults, stands: config.performer !== undefined, ...role.elections },
      }),
    };
  }

  function buildWitness([pool]: readonly number[]): Witness | undefined {
    const { blsSecretKey, witness: role } = config;
    if (role === undefined || pool === undefined) return undefined;
    requireKey(blsSecretKey);
    const { destinations, ...settings } = { ...witnessDefaults, ...role };
    const journal = keep(createWitnessJournal(file("statements")));
    return createWitness({ ...ground, journal, destinations, pool, blsSecretKey, settings });
  }

  function buildPerformer(): Performer | undefined {
    if (config.performer === undefined) return undefined;
    const { triggers, ...role } = config.performer;
    const journal = keep(createJobJournal(file("jobs")));
    const settings = { ...performerDefaults, ...role };
    for (const trigger of triggers) closers.push(async () => trigger.close?.());
    return createPerformer({ ...ground, signer, journal, triggers, acceptTask: aggregator?.accept, settings });
  }

  async function close(): Promise<void> {
    await Promise.all(closers.map((closer) => closer()));
  }

  const parts = {
    self: own,
    chain,
    transactor,
    gossip,
    bls,
    selfCheck,
    performer,
    aggregator,
    claimer,
    rewards,
    sealer,
    witness,
  };
  const { attester, disputer, settler, elector } = voting ?? {};
  return { ...parts, attester, disputer, settler, elector, close };
}

function requireKey(key: string | undefined): asserts key is string {
  if (key === undefined) throw new SettingError("MUSTER_BLS_KEY", "the key that the operator attests with");
}
