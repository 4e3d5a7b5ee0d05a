import { type ContractTransaction, dataSlice, keccak256, ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { assignmentRootDigest } from "../../../sdk/jobs/assignmentRootDigest.ts";
import { assignmentTree } from "../../../sdk/jobs/assignmentTree.ts";
import type { AssignmentHistory } from "../../../sdk/jobs/createAssignmentHistory.ts";
import { createReceiptHistory } from "../../../sdk/jobs/createReceiptHistory.ts";
import { handoverDigest } from "../../../sdk/jobs/handoverDigest.ts";
import { receiptRootDigest } from "../../../sdk/jobs/receiptRootDigest.ts";
import { receiptTree } from "../../../sdk/jobs/receiptTree.ts";
import type { AttestationChain, CommitteeView } from "../chain/attestationChain.ts";
import { chainPoint, type ChainPoint } from "./chainPoint.ts";
import type { WitnessDestination, WitnessSettings } from "./witnessSettings.ts";
import type { WitnessKind, WitnessStatement } from "./witnessStatement.ts";

/** A statement that is due. */
export interface WitnessDuty {
  readonly statement: WitnessStatement;
  /** Hex, 32 bytes: what is signed. */
  readonly digest: string;
  readonly committee: CommitteeView;
  /** Whether the transaction goes to the other chain. */
  readonly isRemote: boolean;
  /** Brings the statement to the chain that wants it. */
  post(signers: bigint, signature: string): Promise<ContractTransaction>;
}

/** What is due of a kind, or why nothing is. */
export type DutyOrReason = WitnessDuty | string;

/** What a view of another chain needs. */
export interface CreateDestinationViewParameters {
  readonly client: MusterClient;
  readonly chain: AttestationChain;
  readonly history: AssignmentHistory;
  readonly destination: WitnessDestination;
  readonly chainId: bigint;
  /** The pool of witnesses. */
  readonly pool: number;
  readonly settings: WitnessSettings;
}

/** Looks at another chain, and says what witnesses have to tell it, and to tell home of it. */
export interface DestinationView {
  /** @param home The newest block of the home chain that counts; the assignments up to it were read. */
  look(home: ChainPoint): Promise<Readonly<Record<WitnessKind, DutyOrReason>>>;
}

/** The committee that counts at a gateway, and that chain's clock. */
interface GatewayState {
  readonly committee: bigint;
  /** Seconds, as all here. */
  readonly sealedAt: bigint;
  readonly maxAge: bigint;
  readonly time: bigint;
}

export function createDestinationView(parameters: CreateDestinationViewParameters): DestinationView {
  const { client, chain, history, destination, chainId, pool, settings } = parameters;
  const { committees, receipts, deployment, provider } = client;
  const { gateway, provider: remote } = destination.gateway;
  const home = { homeChainId: deployment.chainId, market: deployment.addresses.jobs };
  const receiptsReference = { homeChainId: deployment.chainId, receipts: deployment.addresses.receipts };
  const delivered = createReceiptHistory(destination.gateway, home);
  let maxAge: bigint | undefined;

  async function look(point: ChainPoint): Promise<Readonly<Record<WitnessKind, DutyOrReason>>> {
    const state = await readState();
    const [assignments, receiptsDue, handover] = [
      typeof state === "string" ? state : await assignmentsDue(state, point),
      await receiptsDuty(),
      typeof state === "string" ? state : await handoverDue(state, point),
    ];
    return { assignments, receipts: receiptsDue, handover };
  }

  async function readState(): Promise<GatewayState | string> {
    const [stored, newest] = await Promise.all([gateway.committee(), remote.getBlock("latest")]);
    if (stored.page === ZeroAddress) return "notSeeded: governance there has to put the first committee in";
    maxAge ??= await gateway.maxAge();
    const time = BigInt(newest?.timestamp ?? 0);
    const state = { committee: stored.id, sealedAt: stored.sealedAt, maxAge, time };
    return time < state.sealedAt + maxAge
      ? state
      : `committeeExpired: ${stored.id}; governance there has to seed again`;
  }

  /* ASSIGNMENTS */

  async function assignmentsDue(state: GatewayState, { time }: ChainPoint): Promise<DutyOrReason> {
    const committee = await chain.committeeOf(state.committee);
    if (committee === undefined) return `committeeUnknown: ${state.committee}`;
    const issuedAt = epochOf(time);
    const root = assignmentTree(history.at(issuedAt))?.root;
    if (root === undefined) return "nothingAssigned";
    if (issuedAt > state.time) return `aheadOfDestination: ${issuedAt - state.time} s`;
    const validFor = (await gateway.validUntil(root)) - state.time;
    if (validFor * 2n > state.maxAge) return `accepted: ${root}`;
    return {
      statement: { kind: "assignments", chainId, committee: committee.id, moment: issuedAt, hash: root },
      digest: assignmentRootDigest({ committee: committee.id, root, issuedAt }, home),
      committee,
      isRemote: true,
      post: (signers, signature) => gateway.acceptRoot.populateTransaction(root, issuedAt, signers, signature),
    };
  }

  /** The end of the newest epoch that is over: nothing is added to it any more. */
  function epochOf(time: bigint): bigint {
    const length = BigInt(settings.epochSeconds);
    return ((time - 1n) / length) * length;
  }

  /* RECEIPTS */

  async function receiptsDuty(): Promise<DutyOrReason> {
    const point = await chainPoint(remote, destination.confirmations);
    if (point === undefined) return "unconfirmed";
    await delivered.read(point.block);
    const number = await chain.currentCommitteeOf(pool);
    const committee = number === 0n ? undefined : await chain.committeeOf(number);
    if (committee === undefined) return `neverSealed: pool ${pool}`;
    if (!committee.isLive) return `committeeDead: ${number}`;
    const moment = epochOf(point.time);
    const root = receiptTree(delivered.at(moment))?.root;
    if (root === undefined) return "nothingDelivered";
    if (await receipts.isReceiptRoot(chainId, root)) return `accepted: ${root}`;
    return {
      statement: { kind: "receipts", chainId, committee: number, moment, hash: root },
      digest: receiptRootDigest({ committee: number, chainId, root }, receiptsReference),
      committee,
      isRemote: false,
      post: (signers, signature) => receipts.acceptRoot.populateTransaction(number, chainId, root, signers, signature),
    };
  }

  /* HAND-OVER */

  async function handoverDue(state: GatewayState, { block: blockTag }: ChainPoint): Promise<DutyOrReason> {
    const next = await committees.currentOf(pool, { blockTag });
    if (next === 0n || next === state.committee) return "upToDate";
    const committee = await chain.committeeOf(state.committee);
    if (committee === undefined) return `committeeUnknown: ${state.committee}`;
    const { sealedAt, page0, page1 } = await committees.committeeOf(next, { blockTag });
    if (sealedAt <= state.sealedAt) return "upToDate";
    if (page1 !== ZeroAddress) return `tooManySeats: committee ${next} has more than one page`;
    if (sealedAt > state.time) return `aheadOfDestination: ${sealedAt - state.time} s`;
    const code = await provider.getCode(page0);
    const pageHash = keccak256(code);
    return {
      statement: { kind: "handover", chainId, committee: committee.id, moment: next, hash: pageHash },
      digest: handoverDigest({ committee: committee.id, next, sealedAt, pageHash }, home),
      committee,
      isRemote: true,
      // A page's code begins with STOP.
      post: (signers, signature) =>
        gateway.handOver.populateTransaction(next, sealedAt, dataSlice(code, 1), signers, signature),
    };
  }

  return { look };
}
