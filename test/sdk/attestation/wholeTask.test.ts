import { expect } from "chai";
import { type Signer, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { acceptTerms } from "../../../sdk/attestation/acceptTerms.ts";
import { aggregateVotes } from "../../../sdk/attestation/aggregateVotes.ts";
import { castVote } from "../../../sdk/attestation/castVote.ts";
import { challengeTask } from "../../../sdk/attestation/challengeTask.ts";
import { claimRewards } from "../../../sdk/attestation/claimRewards.ts";
import { closeChallenge } from "../../../sdk/attestation/closeChallenge.ts";
import { readAttestation } from "../../../sdk/attestation/readAttestation.ts";
import { readClaimableRewards } from "../../../sdk/attestation/readClaimableRewards.ts";
import { readTaskTimeline } from "../../../sdk/attestation/readTaskTimeline.ts";
import { resolveChallenge } from "../../../sdk/attestation/resolveChallenge.ts";
import { setSlashingTerms } from "../../../sdk/attestation/setSlashingTerms.ts";
import { signTask } from "../../../sdk/attestation/signTask.ts";
import { slashDoubleAttestation } from "../../../sdk/attestation/slashDoubleAttestation.ts";
import { slashIncorrectAttestation } from "../../../sdk/attestation/slashIncorrectAttestation.ts";
import { slashPerformer } from "../../../sdk/attestation/slashPerformer.ts";
import { submitTask } from "../../../sdk/attestation/submitTask.ts";
import type { SlashingTerms } from "../../../sdk/attestation/slashingTerms.ts";
import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import { taskIdOf } from "../../../sdk/attestation/taskIdOf.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { readCredit } from "../../../sdk/escrow/readCredit.ts";
import { type AttestationSuite, type Attester, deployAttestation } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { mine, loadFixture } = networkHelpers;

const { attesterFee, performerFee, aggregatorFee, definitionFunds } = defaults;
const DISPUTE_BLOCKS = Number(defaults.disputePeriodBlocks);
const SIGNERS = defaults.attesterStakes.length;
const TERMS: SlashingTerms = {
  doubleAttestationBps: Number(defaults.slashingTerms.doubleAttestationBps),
  incorrectAttestationBps: Number(defaults.slashingTerms.incorrectAttestationBps),
  rejectedPerformerBps: Number(defaults.slashingTerms.rejectedPerformerBps),
  reporterBps: Number(defaults.slashingTerms.reporterBps),
  jails: defaults.slashingTerms.jails,
};

describe("an attested task, driven by the SDK", () => {
  let suite: AttestationSuite;
  let performer: Attester;
  let aggregator: Attester;
  let info: TaskInfo;
  let id: string;

  async function deployFixture() {
    return deployAttestation(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    [performer, aggregator] = suite.attesters as [Attester, Attester];
    const taskPerformer = performer.signer.address;
    info = { proofOfTask: "the proof", data: "0xda7a", taskPerformer, taskDefinitionId: Number(suite.definition) };
    id = taskIdOf({ ...place(), info });
  });

  const clientOf = (runner: Signer): MusterClient => createMusterClient({ deployment: suite.deployment, runner });
  const place = () => ({ chainId: suite.deployment.chainId, center: suite.deployment.addresses.center });

  function voteOf({ seat, blsKey }: Attester, isApproved: boolean, phase: VotePhase = VotePhase.Submission): Vote {
    const voted = phase === VotePhase.Submission ? aggregator.signer.address : ZeroAddress;
    const { committee } = suite;
    return castVote({ ...place(), id, isApproved, phase, aggregator: voted, committee, seat, secretKey: blsKey });
  }

  async function submit(isApproved = true, voters: readonly Attester[] = suite.attesters): Promise<void> {
    const { signers, signature } = aggregateVotes(voters.map((voter) => voteOf(voter, isApproved)));
    const details = {
      isApproved,
      committee: suite.committee,
      performerSeat: performer.seat,
      aggregatorSeat: aggregator.seat,
      signers,
      performerSignature: await signTask(clientOf(performer.signer), { info }),
      attestersSignature: signature,
    };
    await submitTask(clientOf(aggregator.signer), { info, details });
  }

  async function overturn(voters: readonly Attester[] = suite.attesters): Promise<void> {
    const { wasApproved } = await readAttestation(suite, { id });
    await challengeTask(clientOf(suite.stranger), { id });
    const votes = voters.map((voter) => voteOf(voter, !wasApproved, VotePhase.Dispute));
    await resolveChallenge(suite, { id, ...aggregateVotes(votes) });
  }

  async function agree(attesters: readonly Attester[]): Promise<void> {
    const { taskDefinitionId } = info;
    await setSlashingTerms(clientOf(suite.owner), { taskDefinitionId, terms: TERMS });
    for (const { signer } of attesters) await acceptTerms(clientOf(signer), { taskDefinitionId });
  }

  const shareOf = (bps: number) => ((defaults.attesterStakes[0] as bigint) * BigInt(bps)) / 10_000n;

  describe("readAttestation", () => {
    it("throws TASK_UNKNOWN for a task that was never submitted", async () => {
      expect(await rejectionOf(readAttestation(suite, { id }))).to.have.property("code", "TASK_UNKNOWN");
    });

    it("returns the record of an approved task", async () => {
      await submit();

      expect(await readAttestation(suite, { id })).to.deep.equal({
        id,
        status: "Approved",
        storedStatus: "Approved",
        wasApproved: true,
        taskDefinitionId: info.taskDefinitionId,
        committee: suite.committee,
        decidedAt: await ethers.provider.getBlockNumber(),
        performerSeat: performer.seat,
        aggregatorSeat: aggregator.seat,
        signerCount: SIGNERS,
        termsVersion: 0,
        isPerformerSettled: false,
        isAggregatorPaid: false,
        signers: 2n ** BigInt(SIGNERS) - 1n,
      });
    });

    it("derives Finalized from the clock", async () => {
      await submit();
      await mine(DISPUTE_BLOCKS);
      const { status, storedStatus } = await readAttestation(suite, { id });

      expect([status, storedStatus]).to.deep.equal(["Finalized", "Approved"]);
    });

    it("returns the challenge", async () => {
      await submit();
      await challengeTask(clientOf(suite.stranger), { id });
      const { status, challenge } = await readAttestation(suite, { id });

      expect(status).to.equal("Challenged");
      expect(challenge).to.deep.equal({
        challenger: suite.stranger.address,
        bond: await suite.center.challengeBond(),
      });
    });
  });

  describe("readTaskTimeline", () => {
    it("throws TASK_UNKNOWN for an id that no event names", async () => {
      expect(await rejectionOf(readTaskTimeline(suite, { id: ZeroHash }))).to.have.property("code", "TASK_UNKNOWN");
    });

    it("returns the task exactly as it was submitted, and when it is final", async () => {
      await submit(false);
      const block = await ethers.provider.getBlockNumber();
      const timeline = await readTaskTimeline(suite, { id });

      expect(timeline.info).to.deep.equal(info);
      expect(timeline.details).to.include({ isApproved: false, committee: suite.committee, performerSeat: 0 });
      expect(timeline.aggregator).to.equal(aggregator.signer.address);
      expect(timeline).to.include({
        status: "Rejected",
        liveStatus: "Rejected",
        submittedAt: block,
        movedAt: block,
        finalAt: block + DISPUTE_BLOCKS,
      });
    });

    it("tells of a challenge that was upheld", async () => {
      await submit();
      await challengeTask(clientOf(suite.stranger), { id });
      const challengedAt = await ethers.provider.getBlockNumber();
      const pending = await readTaskTimeline(suite, { id });
      await mine(DISPUTE_BLOCKS - 1);
      await closeChallenge(suite, { id });
      const upheldAt = await ethers.provider.getBlockNumber();
      const { challenge, status, finalAt, liveStatus } = await readTaskTimeline(suite, { id });

      expect(pending.finalAt).to.equal(undefined);
      expect({ status, liveStatus, finalAt }).to.deep.equal({
        status: "Upheld",
        liveStatus: "Upheld",
        finalAt: upheldAt + 1,
      });
      expect(challenge).to.deep.equal({
        challenger: suite.stranger.address,
        bond: await suite.center.challengeBond(),
        challengedAt,
        deadline: challengedAt + DISPUTE_BLOCKS,
        upheldAt,
      });
    });

    it("tells of a challenge that overturned, and of the slashes", async () => {
      await agree(suite.attesters);
      await submit();
      const [, ...corrected] = suite.attesters;
      await overturn(corrected);
      await mine(DISPUTE_BLOCKS);
      const incorrect = await slashIncorrectAttestation(suite, { id, seat: performer.seat });
      const performance = await slashPerformer(suite, { id });
      const { challenge, punishments, liveStatus } = await readTaskTimeline(suite, { id });

      expect(liveStatus).to.equal("Overturned");
      expect(challenge?.overturned).to.include({ losers: 1n, disputeSigners: 0b1110n });
      expect(punishments.map(({ offence, operator, amount }) => ({ offence, operator, amount }))).to.deep.equal([
        { offence: "IncorrectAttestation", operator: performer.operator, amount: incorrect.amount },
        { offence: "Performer", operator: performer.operator, amount: performance.amount },
      ]);
      expect(incorrect.amount).to.equal(shareOf(TERMS.incorrectAttestationBps));
      expect(performance.forfeited).to.equal(0n);
    });
  });

  describe("slashes", () => {
    it("punishes an operator that voted for both sides", async () => {
      await agree([performer]);
      const votes: [Vote, Vote] = [voteOf(performer, false), voteOf(performer, true)];
      const { amount } = await slashDoubleAttestation(clientOf(suite.stranger), { info, votes });

      expect(amount).to.equal(shareOf(TERMS.doubleAttestationBps));
    });

    it("throws VOTES_AGREE for votes that do not contradict each other", async () => {
      const agreeing: [Vote, Vote] = [voteOf(performer, true), voteOf(performer, true)];
      const phases: [Vote, Vote] = [voteOf(performer, true), voteOf(performer, false, VotePhase.Dispute)];
      const first = await rejectionOf(slashDoubleAttestation(suite, { info, votes: agreeing }));
      const second = await rejectionOf(slashDoubleAttestation(suite, { info, votes: phases }));

      expect(first).to.have.property("code", "VOTES_AGREE");
      expect(second).to.have.property("code", "VOTES_AGREE");
    });

    it("has a rejected task's performer pay its attesters", async () => {
      await agree([performer]);
      await submit(false);
      await mine(DISPUTE_BLOCKS);
      const { forfeited } = await slashPerformer(clientOf(suite.stranger), { id });
      const { totals } = await readClaimableRewards(suite, { operator: aggregator.operator });

      expect(forfeited).to.equal(BigInt(SIGNERS) * attesterFee + aggregatorFee);
      expect(totals.get(ZeroAddress)).to.equal(attesterFee + aggregatorFee);
    });
  });

  describe("rewards", () => {
    it("owes nothing before the task is final", async () => {
      await submit();

      expect(await readClaimableRewards(suite, { operator: performer.operator })).to.deep.equal({
        rewards: [],
        totals: new Map(),
      });
    });

    it("finds what each seat earned, in every role", async () => {
      await submit();
      await mine(DISPUTE_BLOCKS);
      const totals = await Promise.all(
        suite.attesters.map(async ({ operator }) => {
          return (await readClaimableRewards(suite, { operator })).totals.get(ZeroAddress);
        }),
      );

      expect(totals).to.deep.equal([performerFee + attesterFee, aggregatorFee + attesterFee, attesterFee, attesterFee]);
    });

    it("claims all of it as credit, in batches, and finds nothing more", async () => {
      await submit();
      info = { ...info, proofOfTask: "another proof" };
      id = taskIdOf({ ...place(), info });
      await submit();
      await mine(DISPUTE_BLOCKS);
      const { claims, receipts } = await claimRewards(clientOf(performer.signer), { batchSize: 1 });
      const credit = await readCredit(suite, { account: performer.signer.address });

      expect(claims).to.have.lengthOf(2);
      expect(receipts).to.have.lengthOf(2);
      expect(credit).to.equal(2n * (performerFee + attesterFee));
      expect((await readClaimableRewards(suite, { operator: performer.operator })).rewards).to.deep.equal([]);
      expect((await readTaskTimeline(suite, { id })).rewards).to.have.lengthOf(1);
    });

    it("sends nothing when nothing is owed", async () => {
      expect(await claimRewards(clientOf(performer.signer))).to.deep.equal({ claims: [], receipts: [] });
    });

    it("leaves out tasks that the operator had no part in", async () => {
      const [first, second, third] = suite.attesters as [Attester, Attester, Attester];
      await submit(true, [first, second, third]);
      await mine(DISPUTE_BLOCKS);
      const { operator } = suite.attesters[3] as Attester;

      expect((await readClaimableRewards(suite, { operator })).rewards).to.deep.equal([]);
    });
  });

  describe("aggregateVotes", () => {
    it("counts a second vote of a seat once", async () => {
      const votes = suite.attesters.map((attester) => voteOf(attester, true));

      expect(aggregateVotes([...votes, votes[0] as Vote])).to.deep.equal(aggregateVotes(votes));
    });

    it("throws VOTES_DIFFER for votes that are not for the same", () => {
      const votes = [voteOf(performer, true), voteOf(aggregator, false)];

      expect(() => aggregateVotes(votes))
        .to.throw()
        .with.property("code", "VOTES_DIFFER");
    });
  });

  it("reserves the fees from the definition's funds", async () => {
    await submit();
    const { funds } = await suite.center.taskDefinitionOf(suite.definition);

    expect(funds).to.equal(definitionFunds - BigInt(SIGNERS) * attesterFee - performerFee - aggregatorFee);
  });
});
