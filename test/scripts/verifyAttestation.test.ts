import { expect } from "chai";
import { AbiCoder, keccak256, toBeHex, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { verifyRun } from "../../scripts/verify/verifyRun.ts";
import {
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  claim,
  createDefinition,
  deployAttestation,
  join,
  passDisputePeriod,
  PHASE,
  prepareTask,
  type PreparedTask,
  resolve,
  submit,
  uphold,
  vote,
} from "../helpers/attestation.ts";
import { defaults } from "../helpers/defaults.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

/** More mappings than the center has. */
const SLOTS = 24;
/** Where the signers begin in a record's word. */
const SIGNERS_AT = 200n;
const BOUNTY_FUND = 10n ** 15n;

interface Run extends AttestationSuite {
  /** Approved, final, and claimed by two of four. */
  readonly approved: PreparedTask;
}

/** A run with every end that a task can come to, every offence, and money in and out of definitions. */
async function runFixture(): Promise<Run> {
  const suite = await deployAttestation(connection, { stakes: defaults.unequalStakes });
  const { attesters, center, owner, stranger, sealBounties, definition } = suite;
  await sealBounties.connect(stranger).fund(suite.pool, BOUNTY_FUND, { value: BOUNTY_FUND });
  await sealBounties.pay(suite.committee);
  await agreeOnTerms(suite, attesters, { jails: false });

  const approved = await submit(suite, { voters: attesters.slice(0, 4) });
  await passDisputePeriod(suite, approved);
  await claim(suite, attesters[0]!, [approved]);
  await claim(suite, attesters[2]!, [approved]);
  const rejected = await submit(suite, { isApproved: false });
  const upheld = await submit(suite);
  await challenge(suite, upheld);
  await uphold(suite, upheld);
  const overturned = await submit(suite, { performer: attesters[3]! });
  await challenge(suite, overturned);
  await resolve(
    suite,
    overturned,
    attesters.filter(({ seat }) => seat !== 3 && seat !== 1),
  );
  await join(suite, overturned, [attesters[1]!]);
  await passDisputePeriod(suite, overturned);

  // A slash voids the seat, so all of them come last.
  await center.connect(stranger).slashPerformer(rejected.id);
  await claim(suite, attesters[1]!, [rejected]);
  await center.connect(stranger).slashIncorrectAttestation(overturned.id, 3);
  await center.connect(stranger).slashPerformer(overturned.id);
  await accuse(suite);
  await center.connect(owner).setTaskDefinitionCurrency(await fundedDefinition(suite), suite.deployment.addresses.lens);
  await center.connect(owner).defundTaskDefinition(definition, 1n);
  return { ...suite, approved };
}

/** Shows two votes of one operator for a task that was never submitted. */
async function accuse(suite: AttestationSuite): Promise<void> {
  const accused = suite.attesters[4]!;
  const { id, info } = await prepareTask(suite);
  const evidence = [true, false].map((isApproved) => {
    const { committee } = suite;
    const aggregator = suite.attesters[1]!.signer.address;
    const ballot = { task: id, isApproved, phase: PHASE.Submission, aggregator, committee };
    return { committee, seat: accused.seat, aggregator, signature: vote(suite, accused, ballot) };
  });
  const [approval, rejection] = evidence as [(typeof evidence)[0], (typeof evidence)[0]];
  await suite.center.connect(suite.stranger).slashDoubleAttestation(info, PHASE.Submission, approval, rejection);
}

async function fundedDefinition(suite: AttestationSuite): Promise<bigint> {
  const definition = await createDefinition(suite, suite.owner);
  await suite.center.connect(suite.owner).fundTaskDefinition(definition, 5n, { value: 5n });
  return definition;
}

/** The place of a task's record in one of the center's mappings: the one whose last bits are its signers. */
async function placeOf(contract: string, id: string, signers: bigint): Promise<string> {
  const coder = AbiCoder.defaultAbiCoder();
  for (let slot = 0; slot < SLOTS; slot++) {
    const place = keccak256(coder.encode(["bytes32", "uint256"], [id, slot]));
    if (BigInt(await ethers.provider.getStorage(contract, place)) >> SIGNERS_AT === signers) return place;
  }
  throw new Error(`No mapping of ${contract} holds ${signers} for ${id}.`);
}

const subjectsOf = async (run: Run): Promise<string[]> => {
  const { findings } = await verifyRun(run);
  return findings.map(({ subject }) => subject);
};

describe("verifyRun of attested tasks", () => {
  let run: Run;

  beforeEach(async () => {
    run = await networkHelpers.loadFixture(runFixture);
  });

  it("finds nothing wrong with an honest run", async () => {
    const { attestations, findings } = await verifyRun(run);

    expect(findings).to.deep.equal([]);
    expect(attestations).to.equal(4);
  });

  it("finds a reward that was altered by one unit", async () => {
    const { address } = run.attesters[2]!.signer;
    const escrow = await run.escrow.getAddress();
    const coder = AbiCoder.defaultAbiCoder();
    const outer = keccak256(coder.encode(["address", "uint256"], [address, 0]));
    const place = keccak256(coder.encode(["address", "bytes32"], [ZeroAddress, outer]));
    const stored = BigInt(await ethers.provider.getStorage(escrow, place));
    await networkHelpers.setStorageAt(escrow, place, toBeHex(stored + 1n, 32));

    expect(await run.escrow.creditOf(address, ZeroAddress)).to.equal(defaults.attesterFee + 1n);
    expect(await subjectsOf(run)).to.deep.equal([`credit of ${address} in ${ZeroAddress}`]);
  });

  it("finds a signer's bit that was set again, as if the seat had not been paid", async () => {
    const center = await run.center.getAddress();
    const { id } = run.approved;
    const [, signers] = await run.center.recordOf(id);
    const place = await placeOf(center, id, signers);
    const stored = BigInt(await ethers.provider.getStorage(center, place));
    await networkHelpers.setStorageAt(center, place, toBeHex(stored | (1n << SIGNERS_AT), 32));

    expect(await subjectsOf(run)).to.deep.equal([`open seats of task ${id.slice(0, 10)}`]);
  });

  it("finds funds that a definition does not have", async () => {
    const held = await run.escrow.heldBy(run.center, ZeroAddress);
    const escrow = await run.escrow.getAddress();
    const coder = AbiCoder.defaultAbiCoder();
    const outer = keccak256(coder.encode(["address", "uint256"], [await run.center.getAddress(), 1]));
    const place = keccak256(coder.encode(["address", "bytes32"], [ZeroAddress, outer]));
    const stored = BigInt(await ethers.provider.getStorage(escrow, place));
    await networkHelpers.setStorageAt(escrow, place, toBeHex(stored - 1n, 32));

    expect(await run.escrow.heldBy(run.center, ZeroAddress)).to.equal(held - 1n);
    expect(await subjectsOf(run)).to.deep.equal([`held by the center in ${ZeroAddress}`]);
  });

  it("finds a sealed key that is another's, with which no vote was signed", async () => {
    const { page0 } = await run.committees.committeeOf(run.committee);
    const code = await ethers.provider.getCode(page0);
    const [first, second] = await Promise.all([
      run.committees.keyOf(run.committee, 0),
      run.committees.keyOf(run.committee, 1),
    ]);
    const swapped = code.replace(first.slice(2), second.slice(2));
    await networkHelpers.setCode(page0, swapped);

    expect(await subjectsOf(run)).to.include(`votes of task ${run.approved.id.slice(0, 10)}`);
  });

  it("finds a sealed power that leaves a quorum too small", async () => {
    const { page0 } = await run.committees.committeeOf(run.committee);
    const code = await ethers.provider.getCode(page0);
    const [absent, altered] = [defaults.unequalStakes[4]!, 9n * defaults.unequalStakes[4]!];
    const hex = (power: bigint) => toBeHex(power, 12).slice(2);
    await networkHelpers.setCode(page0, code.replace(hex(absent), hex(altered)));

    expect(await subjectsOf(run)).to.include.members([
      `power of committee ${run.committee}`,
      `quorum of task ${run.approved.id.slice(0, 10)}`,
    ]);
  });
});
