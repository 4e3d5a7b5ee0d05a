import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { createAssignmentHistory } from "../../../sdk/jobs/createAssignmentHistory.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import { createTransactor, type MinedTransaction, type Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { BlsThread } from "../aggregator/blsThread.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import type { Bus, BusMessage } from "../createBus.ts";
import { witnessMessage } from "../messages/witnessMessage.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import { chainPoint, type ChainPoint } from "./chainPoint.ts";
import { createDestinationView, type DestinationView, type WitnessDuty } from "./createDestinationView.ts";
import { createWitnessTally } from "./createWitnessTally.ts";
import type { WitnessJournal } from "./createWitnessJournal.ts";
import type { WitnessDestination, WitnessSettings } from "./witnessSettings.ts";
import { keyOf, WITNESS_KINDS, type WitnessKind } from "./witnessStatement.ts";

/** What a witness needs. */
export interface CreateWitnessParameters {
  readonly client: MusterClient;
  readonly chain: AttestationChain;
  readonly bus: Bus;
  readonly bls: BlsThread;
  /** For transactions of the home chain. */
  readonly transactor: Transactor;
  readonly journal: WitnessJournal;
  readonly destinations: readonly WitnessDestination[];
  /** The pool of witnesses. */
  readonly pool: number;
  /** Hex, 32 bytes. It never reaches the log. */
  readonly blsSecretKey: string;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: WitnessSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** How a witness is doing. */
export interface WitnessHealth {
  /** Where each kind of statement stands, by kind and chain. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Statements signed since the start. */
  readonly signed: Readonly<Record<WitnessKind, number>>;
  /** Statements brought to a chain since the start. */
  readonly posted: Readonly<Record<WitnessKind, number>>;
}

/** Tells chains of each other. */
export interface Witness {
  work(): Promise<void>;
  /** A transaction of the home chain was mined. */
  mined(transaction: MinedTransaction): void;
  health(): WitnessHealth;
}

/** A chain that is told, and told of. */
interface Remote {
  readonly chainId: bigint;
  readonly view: DestinationView;
  readonly transactor: Transactor;
  readonly destination: WitnessDestination;
}

/** A statement under way. */
interface OpenDuty {
  readonly duty: WitnessDuty;
  readonly remote: Remote;
  readonly foundAt: number;
  seat: number | undefined;
  /** Before then our vote is not told again. */
  tellAt: number;
  /** Since when more than two thirds have signed. */
  quorumAt: number | undefined;
}

/**
 * Creates a witness.
 *
 * What it signs follows from blocks that count on both chains, so all witnesses sign the same. A statement is on the disk
 * before anybody hears of it. Whichever signer is next in line brings it to the chain, once more than two thirds of the
 * power signed.
 */
export function createWitness(parameters: CreateWitnessParameters): Witness {
  const { client, chain, bus, bls, journal, destinations, pool, blsSecretKey, self } = parameters;
  const { settings, logger, now } = parameters;
  const publicKey = blsPublicKey(blsSecretKey);
  const history = createAssignmentHistory(client);
  const tally = createWitnessTally({ chain, bls });
  const reasons = createReasonLog(logger);
  const open = new Map<string, OpenDuty>();
  const signed = { assignments: 0, receipts: 0, handover: 0 };
  const posted = { assignments: 0, receipts: 0, handover: 0 };
  const remotes = new Map<WitnessDestination, Remote>();
  bus.onMessage("witness", hearVote);

  async function hearVote({ sender, payload }: BusMessage): Promise<void> {
    const vote = witnessMessage.decode(payload);
    if (vote !== undefined) await tally.hear(sender, vote);
  }

  /* WORK */

  async function work(): Promise<void> {
    forget();
    const home = await chainPoint(client.provider, settings.homeConfirmations);
    if (home === undefined) return;
    await history.read(home.block);
    for (const destination of destinations) {
      // A chain that cannot be reached must not keep the others waiting.
      await care(destination, home).catch((error: unknown) => {
        waits("destination", destination.gateway.address, `failed: ${explainFailure(error).text}`);
      });
    }
    for (const duty of [...open.values()]) {
      await further(duty).catch((error: unknown) => waitsFor(duty, `failed: ${explainFailure(error).text}`));
    }
  }

  function forget(): void {
    for (const [key, { foundAt }] of open) {
      if (now() - foundAt >= settings.lifetimeMs) drop(key);
    }
  }

  function drop(key: string): void {
    open.delete(key);
    tally.forget(key);
  }

  async function care(destination: WitnessDestination, home: ChainPoint): Promise<void> {
    const remote = remotes.get(destination) ?? (await connect(destination));
    const { chainId, transactor, view } = remote;
    for (const each of await transactor.collect(await destination.gateway.provider.getBlockNumber())) mined(each);
    const due = await view.look(home);
    reasons.forget(`destination ${destination.gateway.address}`);
    for (const kind of WITNESS_KINDS) {
      const found = due[kind];
      if (typeof found !== "string") begin(found, remote);
      else {
        close(kind, chainId);
        waits(kind, String(chainId), found);
      }
    }
  }

  async function connect(destination: WitnessDestination): Promise<Remote> {
    const { provider } = destination.gateway;
    const { chainId } = await provider.getNetwork();
    const transactor = createTransactor({ provider, signer: destination.signer });
    const view = createDestinationView({ client, chain, history, destination, chainId, pool, settings });
    const remote = { chainId, view, transactor, destination };
    remotes.set(destination, remote);
    return remote;
  }

  function begin(duty: WitnessDuty, remote: Remote): void {
    const key = keyOf(duty.statement);
    if (open.has(key)) return;
    open.set(key, { duty, remote, foundAt: now(), seat: undefined, tellAt: 0, quorumAt: undefined });
  }

  /** Nothing is due of a kind any more. */
  function close(kind: WitnessKind, chainId: bigint): void {
    for (const [key, { duty }] of open) {
      if (duty.statement.kind === kind && duty.statement.chainId === chainId) drop(key);
    }
  }

  /* A STATEMENT */

  async function further(own: OpenDuty): Promise<void> {
    const { duty } = own;
    own.seat ??= await signingSeat(own);
    if (own.seat === undefined) return;
    if (now() >= own.tellAt) await tell(own, own.seat);
    const quorum = await tally.quorumOf(duty);
    if (quorum === undefined) return waitsFor(own, `votes: ${tally.countOf(duty)} of ${duty.committee.seats.length}`);
    own.quorumAt ??= now();
    const place = placeOf(own.seat, duty, quorum.signers);
    if (now() < own.quorumAt + place * settings.staggerMs) return waitsFor(own, `turn: place ${place} in line`);
    await post(own, quorum);
  }

  /** Our seat in the committee, if its signature would count. */
  async function signingSeat(own: OpenDuty): Promise<number | undefined> {
    const { committee } = own.duty;
    const operator = await chain.operatorOf(self());
    const seat = committee.seats.findIndex((each) => each.operator === operator);
    const found = committee.seats[seat];
    if (operator === 0 || found === undefined) return void waitsFor(own, `notSeated: committee ${committee.id}`);
    if (hasSeat(committee.voided, seat)) return void waitsFor(own, `seatVoided: seat ${seat}`);
    if (found.key === publicKey) return seat;
    return void waitsFor(own, "keyDiffers: this node's BLS key is not the one that was sealed");
  }

  async function tell(own: OpenDuty, seat: number): Promise<void> {
    const { statement, digest } = own.duty;
    const isFirst = own.tellAt === 0;
    await journal.sign(statement);
    const signature = blsSign(blsSecretKey, digest);
    own.tellAt = now() + settings.repeatMs;
    tally.count(statement, seat, signature);
    if (isFirst) {
      signed[statement.kind]++;
      const fields = { chainId: String(statement.chainId), moment: String(statement.moment), hash: statement.hash };
      logger.info({ event: "witnessSigned", kind: statement.kind, ...fields }, "Signed a statement");
    }
    // Alone it counts as well, and others may be reached the next time.
    await bus.publish("witness", witnessMessage.encode({ statement, seat, signature })).catch((error: unknown) => {
      logger.info({ event: "witnessUnheard", reason: explainFailure(error).text }, "Nobody heard a statement");
    });
  }

  /** Signers go one after the other, and begin with another each time. */
  function placeOf(seat: number, { committee, statement }: WitnessDuty, signers: bigint): number {
    const size = committee.seats.length;
    const first = Number(statement.moment % BigInt(size));
    const distance = (of: number) => (of - first + size) % size;
    const before = committee.seats.filter((_, of) => hasSeat(signers, of) && distance(of) < distance(seat));
    return before.length;
  }

  async function post(own: OpenDuty, { signers, signatures }: Quorum): Promise<void> {
    const { duty, remote } = own;
    const key = `witness:${keyOf(duty.statement)}`;
    const transactor = duty.isRemote ? remote.transactor : parameters.transactor;
    if (transactor.isUnderWay(key)) return waitsFor(own, "underWay");
    const call = await duty.post(signers, await bls.aggregate(signatures));
    const transactionHash = await transactor.send(key, call);
    const { kind, chainId } = duty.statement;
    logger.info({ event: "witnessSent", kind, chainId: String(chainId), transactionHash }, "Sent: a statement");
    waitsFor(own, "underWay");
  }

  function mined({ key, isSuccess, receipt }: MinedTransaction): void {
    const [prefix, kind = "", chainId, , , hash] = key.split(":");
    if (prefix !== "witness") return;
    if (isSuccess) posted[kind as WitnessKind]++;
    const event = isSuccess ? "witnessPosted" : "witnessNotPosted";
    logger.info({ event, kind, chainId, hash, transactionHash: receipt.hash }, "A statement was mined");
  }

  /* FIGURES */

  function waitsFor({ duty: { statement } }: OpenDuty, reason: string): void {
    waits(statement.kind, String(statement.chainId), reason);
  }

  function waits(kind: string, chainId: string, reason: string): void {
    reasons.waits(`${kind} ${chainId}`, reason, { kind, chainId }, "Where a statement stands");
  }

  function health(): WitnessHealth {
    return { waiting: reasons.reasons(), signed: { ...signed }, posted: { ...posted } };
  }

  return { work, mined, health };
}

/** More than two thirds of the power. */
interface Quorum {
  readonly signers: bigint;
  readonly signatures: readonly string[];
}
