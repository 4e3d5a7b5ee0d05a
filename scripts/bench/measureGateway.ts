import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { id, toBeHex } from "ethers";

import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { type Assignment, ASSIGNMENT_TYPES, assignmentValues } from "../../sdk/jobs/assignmentLeaf.ts";
import { assignmentRootDigest } from "../../sdk/jobs/assignmentRootDigest.ts";
import { encodePage } from "../../sdk/jobs/encodePage.ts";
import { DestinationGateway__factory } from "../../typechain-types/index.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";

const SAMPLES = 7n;
/** Assignments in the tree, and with them the length of a proof. */
const ASSIGNMENTS = 1_000;
/** Code that does nothing, so that the figure is the gateway's alone. */
const IDLE_CONSUMER = "0x60018060095f395ff300";
const COMMITTEE = 1n;
const MAX_AGE = 14 * 86_400;
const OUTPUT = toBeHex(1, 32);

/** Gas of a delivery on another chain, in a tree of a thousand assignments. */
export async function measureGateway(bench: Bench, samples: GasSamples): Promise<void> {
  const { governor, overrides, deployment } = bench;
  const home = { homeChainId: BigInt(deployment.chainId), market: deployment.addresses.dispatcher };
  const gateway = await new DestinationGateway__factory(governor).deploy(
    deployment.addresses.authority,
    home.homeChainId,
    home.market,
    MAX_AGE,
    MAX_AGE,
    overrides,
  );
  const { contractAddress: target } = await bench.mined(
    governor.sendTransaction({ data: IDLE_CONSUMER, ...overrides }) as never,
  );
  const secret = generateBlsKey(id("bench gateway"));
  const { content, pageHash } = encodePage([{ operator: 1n, power: 1n, publicKey: blsPublicKey(secret) }]);
  const issuedAt = BigInt((await governor.provider!.getBlock("latest"))!.timestamp);
  await bench.mined(gateway.proposeSeed(COMMITTEE, issuedAt, pageHash, overrides));
  await bench.mined(gateway.seed(content, overrides));

  const assignments = Array.from({ length: ASSIGNMENTS }, (_, index): Assignment => ({
    ...home,
    job: id(`job ${index}`),
    slot: 0n,
    processor: governor.address,
    chainId: home.homeChainId,
    target: target as string,
    gasLimit: 100_000n,
    start: issuedAt * 1_000n,
    interval: 1n,
    window: BigInt(MAX_AGE) * 1_000n,
    count: SAMPLES,
  }));
  const tree = StandardMerkleTree.of(assignments.map(assignmentValues), [...ASSIGNMENT_TYPES]);
  const digest = assignmentRootDigest({ committee: COMMITTEE, root: tree.root, issuedAt }, home);
  await bench.mined(gateway.acceptRoot(tree.root, issuedAt, 1n, blsSign(secret, digest), overrides));

  for (let sample = 0n; sample < SAMPLES; ++sample) {
    const assignment = assignments[Number(sample)] as Assignment;
    const proof = tree.getProof(assignmentValues(assignment));
    const isFulfilled = await gateway.fulfill.staticCall(assignment, proof, sample, OUTPUT, overrides);
    if (!isFulfilled) throw new Error("A measured delivery was not taken.");
    const sending = gateway.fulfill(assignment, proof, sample, OUTPUT, overrides);
    samples.add("gateway.fulfill", await bench.gasOf(sending));
  }
}
