import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, id as hashText, keccak256 } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { assignmentRootDigest } from "../../sdk/jobs/assignmentRootDigest.ts";
import { type Assignment, ASSIGNMENT_TYPES, assignmentLeaf, assignmentValues } from "../../sdk/jobs/assignmentLeaf.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { encodePage } from "../../sdk/jobs/encodePage.ts";
import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { RECEIPT_TYPES, receiptValues } from "../../sdk/jobs/receiptLeaf.ts";
import { receiptRootDigest } from "../../sdk/jobs/receiptRootDigest.ts";
import {
  AccessManager__factory,
  type DestinationGateway,
  DestinationGateway__factory,
  type JobInbox,
  JobInbox__factory,
} from "../../typechain-types/index.ts";
import { type Attester, sealCommittee, seatAttester } from "./attestation.ts";
import { signTogether } from "./blsSigners.ts";
import { defaults } from "./defaults.ts";
import { meetClocks } from "./meetClocks.ts";
import type { TestSuite } from "./suite.ts";

const ALL_WITNESSES = 0b111n;

/** Another chain with a gateway of this suite's market, an inbox behind it, and the witnesses of both. */
export interface OtherChain {
  readonly chainId: bigint;
  readonly gateway: DestinationGateway;
  readonly inbox: JobInbox;
  /** Delivers an output as a processor, and has its receipt signed at home. */
  deliver(delivery: ChainDelivery): Promise<{ reference: string; proof: string }>;
}

/** An output, and who delivers it. */
export interface ChainDelivery {
  readonly id: string;
  readonly terms: JobTerms;
  readonly processor: HardhatEthersSigner;
  readonly output: string;
}

/** Opens a chain, and seats three witnesses at home whose committee its gateway believes. */
export async function openOtherChain(
  suite: TestSuite,
  there: NetworkConnection,
  witnesses: readonly HardhatEthersSigner[],
): Promise<OtherChain> {
  const { deployment, witnesses: opener, receipts, jobs, connection } = suite;
  const home = { homeChainId: BigInt(deployment.chainId), market: deployment.addresses.jobs };
  const pool = Number(await opener.pool());
  const seats: Attester[] = [];
  for (const witness of witnesses) seats.push(await seatAttester(suite, witness, pool, defaults.stake));
  const committee = await sealCommittee(suite, pool, seats);
  const sign = (digest: string) =>
    signTogether(
      seats.map(({ blsKey }) => blsKey),
      digest,
    );

  const { time } = there.networkHelpers;
  await meetClocks(connection, there);
  const [governor] = await there.ethers.getSigners();
  const { chainId } = await there.ethers.provider.getNetwork();
  const authority = await new AccessManager__factory(governor).deploy(governor!);
  const { maxAge, seedDelay } = defaults.gateway;
  const factory = new DestinationGateway__factory(governor);
  const gateway = await factory.deploy(authority, home.homeChainId, home.market, maxAge, seedDelay);
  const inbox = await new JobInbox__factory(governor).deploy(gateway);
  const { content, pageHash } = encodePage(
    seats.map(({ operator, blsKey }) => ({
      operator: BigInt(operator),
      power: defaults.stake,
      publicKey: blsPublicKey(blsKey),
    })),
  );
  await gateway.proposeSeed(committee, await time.latest(), pageHash);
  await gateway.seed(content);

  async function assign({ id, terms, processor }: ChainDelivery): Promise<Assignment> {
    const { reportTolerance } = await jobs.settings();
    const { schedule, destination } = terms;
    const assignment: Assignment = {
      ...home,
      ...{ job: id, slot: 0n, processor: processor.address, chainId, target: destination.target },
      gasLimit: destination.gasLimit,
      start: schedule.startTime,
      interval: schedule.interval,
      window: schedule.duration + reportTolerance,
      count: countExecutions(schedule),
    };
    const [told] = await jobs.queryFilter(jobs.filters.SlotAcknowledged(id));
    if (told?.args.leaf !== assignmentLeaf(assignment)) throw new Error("The market tells of another assignment.");
    return assignment;
  }

  async function deliver(delivery: ChainDelivery): Promise<{ reference: string; proof: string }> {
    const { id, terms, processor, output } = delivery;
    const assignment = await assign(delivery);
    const other = { ...assignment, job: hashText("other job") };
    const tree = StandardMerkleTree.of([assignment, other].map(assignmentValues), [...ASSIGNMENT_TYPES]);
    const issuedAt = BigInt(await time.latest());
    const digest = assignmentRootDigest({ committee, root: tree.root, issuedAt }, home);
    await gateway.acceptRoot(tree.root, issuedAt, ALL_WITNESSES, sign(digest));
    await time.increaseTo(terms.schedule.startTime / 1_000n);
    const account = await there.ethers.getSigner(processor.address);
    const proof = tree.getProof(assignmentValues(assignment));
    const { hash } = await gateway.connect(account).fulfill(assignment, proof, 0n, output);
    const leaf = { ...home, job: id, slot: 0n, execution: 0n, processor: processor.address };
    const receipt = receiptValues({ ...leaf, outputHash: keccak256(output), isSuccess: true });
    return { reference: hash, proof: await bringReceipt(receipt) };
  }

  async function bringReceipt(receipt: ReturnType<typeof receiptValues>): Promise<string> {
    const tree = StandardMerkleTree.of([receipt], [...RECEIPT_TYPES]);
    const { root } = tree;
    const reference = { homeChainId: home.homeChainId, receipts: deployment.addresses.receipts };
    const signature = sign(receiptRootDigest({ committee, chainId, root }, reference));
    await receipts.acceptRoot(committee, chainId, root, ALL_WITNESSES, signature);
    return AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32[]"], [root, tree.getProof(receipt)]);
  }

  return { chainId, gateway, inbox, deliver };
}
