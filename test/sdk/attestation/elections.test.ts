import { expect } from "chai";
import { type Signer } from "ethers";
import { network } from "hardhat";

import { leaderAt } from "../../../sdk/attestation/leaderAt.ts";
import { recordLeader } from "../../../sdk/attestation/recordLeader.ts";
import { requestSeed } from "../../../sdk/attestation/requestSeed.ts";
import { setElection } from "../../../sdk/attestation/setElection.ts";
import { setEpochBlocks } from "../../../sdk/attestation/setEpochBlocks.ts";
import { termDigestOf } from "../../../sdk/attestation/termDigestOf.ts";
import { aggregateSignatures } from "../../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { bitmapOf } from "../../../sdk/committee/bitmapOf.ts";
import { type AttestationSuite, deployAttestation } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { createRandom } from "../../helpers/random.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { mine, loadFixture } = networkHelpers;

const EPOCH_BLOCKS = Number(defaults.epochBlocks);
const SEATS = defaults.attesterStakes.length;
const DRAWS = 32;

describe("leader elections, driven by the SDK", () => {
  let suite: AttestationSuite;
  let owner: MusterClient;
  let taskDefinitionId: number;

  async function deployFixture() {
    return deployAttestation(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    owner = createMusterClient({ deployment: suite.deployment, runner: suite.owner as Signer });
    taskDefinitionId = Number(suite.definition);
  });

  async function elect(election: string): Promise<void> {
    await setEpochBlocks(owner, { taskDefinitionId, election, epochBlocks: EPOCH_BLOCKS });
    await setElection(owner, { taskDefinitionId, election });
  }

  it("names whose turn it is in the next block, of the newest committee", async () => {
    const { roundRobinElection: election } = suite.deployment.addresses;
    await elect(election);
    const blockNumber = (await ethers.provider.getBlockNumber()) + 1;

    expect(await leaderAt(suite, { taskDefinitionId })).to.deep.equal({
      seat: Math.floor(blockNumber / EPOCH_BLOCKS) % SEATS,
      committee: suite.committee,
      blockNumber,
      election,
    });
  });

  it("answers for a later block and for an election that nothing enforces", async () => {
    const { stakeElection: election } = suite.deployment.addresses;
    await setEpochBlocks(owner, { taskDefinitionId, election, epochBlocks: EPOCH_BLOCKS });
    const blockNumber = await ethers.provider.getBlockNumber();

    expect((await leaderAt(suite, { taskDefinitionId, election, blockNumber })).seat).to.equal(0);
  });

  it("throws ELECTION_MISSING where none is enforced and none is named", async () => {
    const error = await rejectionOf(leaderAt(suite, { taskDefinitionId }));

    expect(error).to.have.property("code", "ELECTION_MISSING");
  });

  it("draws a leader from a seed that it asked for", async () => {
    await elect(suite.deployment.addresses.randomElection);
    const before = await rejectionOf(leaderAt(suite, { taskDefinitionId }));
    await requestSeed(suite, { taskDefinitionId });
    await answerRound(suite);
    await mine(EPOCH_BLOCKS);

    expect(before).to.have.property("code", "ELECTION_WITHOUT_LEADER");
    expect((await leaderAt(suite, { taskDefinitionId })).seat).to.be.within(0, SEATS - 1);
  });

  it("gives each term the digest that the consensus election gives it", async () => {
    const { chainId, addresses } = suite.deployment;
    const random = createRandom("terms");
    const terms = Array.from({ length: DRAWS }, () => ({
      taskDefinitionId: Number(random.bits(16)),
      term: random.bits(64),
      committee: random.bits(64),
      seat: Number(random.bits(8)),
    }));
    const onChain = await Promise.all(
      terms.map(({ taskDefinitionId: definition, term, committee, seat }) =>
        suite.consensusElection.termDigestOf(definition, term, committee, seat),
      ),
    );
    const election = addresses.consensusElection;

    expect(terms.map((term) => termDigestOf({ chainId, election, ...term }))).to.deep.equal(onChain);
  });

  it("records a leader that the nodes agreed on", async () => {
    const { chainId, addresses } = suite.deployment;
    const election = addresses.consensusElection;
    await elect(election);
    const term = BigInt(Math.floor((await ethers.provider.getBlockNumber()) / EPOCH_BLOCKS)) + 1n;
    const leader = { taskDefinitionId, term, committee: suite.committee, seat: 2 };
    const digest = termDigestOf({ chainId, election, ...leader });
    const signature = aggregateSignatures(suite.attesters.map(({ blsKey }) => blsSign(blsKey, digest)));
    const signers = bitmapOf(suite.attesters.map(({ seat }) => seat));
    await recordLeader(suite, { ...leader, signers, signature });
    const blockNumber = Number(term) * EPOCH_BLOCKS;

    expect((await leaderAt(suite, { taskDefinitionId, blockNumber })).seat).to.equal(2);
  });
});
