import { expect } from "chai";
import { id } from "ethers";

import { aggregateSignatures } from "../../../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../../../sdk/bls/blsSign.ts";
import { blsVerify } from "../../../../sdk/bls/blsVerify.ts";
import type { AttestationChain, CommitteeView } from "../../../../services/operator/chain/attestationChain.ts";
import type { WitnessVote } from "../../../../services/operator/messages/witnessMessage.ts";
import { witnessMessage } from "../../../../services/operator/messages/witnessMessage.ts";
import type { WitnessDuty } from "../../../../services/operator/witness/createDestinationView.ts";
import { createWitnessTally } from "../../../../services/operator/witness/createWitnessTally.ts";
import { keyOf, type WitnessStatement } from "../../../../services/operator/witness/witnessStatement.ts";
import { publicKeyOf, testSecret } from "../../../helpers/blsSigners.ts";

const digest = id("digest");
const secrets = [0, 1, 2].map(testSecret);
const statement: WitnessStatement = {
  kind: "receipts",
  chainId: 4_242n,
  committee: (7n << 32n) | 1n,
  moment: 1_800_000_000n,
  hash: id("root"),
};
/** Seats 0 and 1 have exactly two thirds. */
const powers = [3n, 1n, 2n];

function committeeWith(voided = 0n): CommitteeView {
  const seats = powers.map((power, seat) => ({ operator: seat + 1, power, key: publicKeyOf(secrets[seat]!) }));
  return { id: statement.committee, pool: 7, seats, totalPower: 6n, voided, isLive: true };
}

function setUp(voided = 0n) {
  const committee = committeeWith(voided);
  const chain = {
    operatorOf: async (account: string) => Number(account),
    committeeOf: async (number: bigint) => (number === committee.id ? committee : undefined),
  } as unknown as AttestationChain;
  let checks = 0;
  const bls = {
    verify: async (claim: Parameters<typeof blsVerify>[0]) => {
      checks++;
      return blsVerify(claim);
    },
    aggregate: async (signatures: readonly string[]) => aggregateSignatures(signatures),
    stop: async () => undefined,
  };
  const duty = { statement, digest, committee } as WitnessDuty;
  const tally = createWitnessTally({ chain, bls });
  const hear = (seat: number, changes: Partial<WitnessVote> = {}, sender = String(seat + 1)) =>
    tally.hear(sender, { statement, seat, signature: blsSign(secrets[seat]!, digest), ...changes });
  return { tally, duty, hear, checks: () => checks };
}

describe("createWitnessTally", () => {
  it("finds no quorum in two thirds, and one in more", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0);
    await hear(1);
    expect(await tally.quorumOf(duty)).to.equal(undefined);
    await hear(2);
    const quorum = await tally.quorumOf(duty);
    expect(quorum).to.deep.equal({ signers: 0b111n, signatures: secrets.map((secret) => blsSign(secret, digest)) });
  });

  it("drops a signature of something else, and takes the right one afterwards", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0);
    await hear(2, { signature: blsSign(secrets[2]!, id("something else")) });
    expect(await tally.quorumOf(duty)).to.equal(undefined);
    expect(tally.countOf(duty)).to.equal(1);
    await hear(2);
    expect((await tally.quorumOf(duty))?.signers).to.equal(0b101n);
  });

  it("does not hear who speaks for another's seat", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0, {}, "3");
    await hear(2, {}, "0");
    expect(tally.countOf(duty)).to.equal(0);
  });

  it("does not hear of a committee that does not exist", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0, { statement: { ...statement, committee: 1n } });
    expect(tally.countOf(duty)).to.equal(0);
  });

  it("does not count a seat that is void, whose power stays in the total", async () => {
    const { tally, duty, hear } = setUp(0b100n);
    for (const seat of [0, 1, 2]) await hear(seat);
    expect(await tally.quorumOf(duty)).to.equal(undefined);
  });

  it("keeps statements apart", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0);
    await hear(2, { statement: { ...statement, moment: statement.moment + 60n } });
    expect(tally.countOf(duty)).to.equal(1);
  });

  it("checks a signature once", async () => {
    const { tally, duty, hear, checks } = setUp();
    await hear(0);
    await hear(0);
    await tally.quorumOf(duty);
    await tally.quorumOf(duty);
    expect(checks()).to.equal(1);
  });

  it("remembers no more than 32 votes of an operator", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0);
    for (let other = 1n; other <= 32n; other++) {
      await hear(0, { statement: { ...statement, moment: statement.moment + other } });
    }
    expect(tally.countOf(duty)).to.equal(0);
  });

  it("forgets what is not due any more", async () => {
    const { tally, duty, hear } = setUp();
    await hear(0);
    tally.forget(keyOf(statement));
    expect(tally.countOf(duty)).to.equal(0);
  });
});

describe("witnessMessage", () => {
  const vote: WitnessVote = { statement, seat: 2, signature: blsSign(secrets[2]!, digest) };

  it("reads what it wrote, of each kind", () => {
    for (const kind of ["assignments", "receipts", "handover"] as const) {
      const told = { ...vote, statement: { ...statement, kind } };
      expect(witnessMessage.decode(witnessMessage.encode(told))).to.deep.equal(told);
    }
  });

  it("fits what the network passes on", () => {
    const largest = { ...statement, chainId: 2n ** 64n - 1n, committee: 2n ** 64n - 1n, moment: 2n ** 64n - 1n };
    expect(witnessMessage.encode({ ...vote, statement: largest }).length).to.be.below(256);
  });

  it("reads nothing else", () => {
    const bytes = witnessMessage.encode(vote);
    for (const other of [bytes.slice(1), bytes.slice(0, -1), new Uint8Array(), Uint8Array.of(0x80)]) {
      expect(witnessMessage.decode(other)).to.equal(undefined);
    }
  });
});
