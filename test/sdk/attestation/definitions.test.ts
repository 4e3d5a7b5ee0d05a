import { expect } from "chai";
import { type Signer, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { acceptTerms } from "../../../sdk/attestation/acceptTerms.ts";
import { createTaskDefinition } from "../../../sdk/attestation/createTaskDefinition.ts";
import { defundTaskDefinition } from "../../../sdk/attestation/defundTaskDefinition.ts";
import { eligibleSeats } from "../../../sdk/attestation/eligibleSeats.ts";
import { fundTaskDefinition } from "../../../sdk/attestation/fundTaskDefinition.ts";
import { readTaskDefinition } from "../../../sdk/attestation/readTaskDefinition.ts";
import { retireTaskDefinition } from "../../../sdk/attestation/retireTaskDefinition.ts";
import { setDefinitionPool } from "../../../sdk/attestation/setDefinitionPool.ts";
import { setElection } from "../../../sdk/attestation/setElection.ts";
import { setHook } from "../../../sdk/attestation/setHook.ts";
import { setMinimumVotingPower } from "../../../sdk/attestation/setMinimumVotingPower.ts";
import { setQuorum } from "../../../sdk/attestation/setQuorum.ts";
import { setRestrictedOperators } from "../../../sdk/attestation/setRestrictedOperators.ts";
import { setRewardCurrency } from "../../../sdk/attestation/setRewardCurrency.ts";
import { setSlashingTerms } from "../../../sdk/attestation/setSlashingTerms.ts";
import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import type { MusterError } from "../../../sdk/errors/musterError.ts";
import { approveMarket } from "../../../sdk/escrow/approveMarket.ts";
import { deposit } from "../../../sdk/escrow/deposit.ts";
import { readCredit } from "../../../sdk/escrow/readCredit.ts";
import { openPool } from "../../../sdk/registry/openPool.ts";
import { type AttestationSuite, deployAttestation } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { poolTerms } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const DEPOSIT_SECONDS = 30 * 86_400;
const TOKEN = "0x00000000000000000000000000000000000000aa";
const TERMS = {
  doubleAttestationBps: 2_000,
  incorrectAttestationBps: 1_000,
  rejectedPerformerBps: 3_000,
  reporterBps: 1_500,
  jails: true,
};

describe("task definitions, driven by the SDK", () => {
  let suite: AttestationSuite;
  let owner: MusterClient;
  let taskDefinitionId: number;

  async function deployFixture() {
    return deployAttestation(connection, { funds: 0n });
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    owner = clientOf(suite.owner);
    ({ taskDefinitionId } = await createTaskDefinition(owner, { name: defaults.definitionName }));
  });

  const clientOf = (runner: Signer): MusterClient => createMusterClient({ deployment: suite.deployment, runner });
  const read = async () => readTaskDefinition(suite, { taskDefinitionId });

  it("creates one that asks for nothing, unless told", async () => {
    const { depositedAt, ...definition } = await read();

    expect(depositedAt).to.equal(await time.latest());
    expect(definition).to.deep.equal({
      taskDefinitionId: 2,
      owner: suite.owner.address,
      blockExpiry: 2 ** 40 - 1,
      disputePeriodBlocks: 0,
      pool: suite.pool,
      attesterFee: 0n,
      performerFee: 0n,
      aggregatorFee: 0n,
      minimumAttesters: 0,
      approveBps: 0,
      minimumVotingPower: 0n,
      restrictedOperators: [],
      currency: ZeroAddress,
      funds: 0n,
      lastTaskBlock: 0,
    });
  });

  it("creates one with everything that can be asked for", async () => {
    const created = await createTaskDefinition(owner, {
      name: defaults.definitionName,
      blockExpiry: 1_000_000n,
      baseRewardFeeForAttesters: defaults.attesterFee,
      baseRewardFeeForPerformer: defaults.performerFee,
      baseRewardFeeForAggregator: defaults.aggregatorFee,
      disputePeriodBlocks: defaults.disputePeriodBlocks,
      minimumVotingPower: defaults.minimumStake,
      restrictedOperatorIndexes: [1, 3],
    });

    expect(await readTaskDefinition(suite, created)).to.deep.include({
      blockExpiry: 1_000_000,
      attesterFee: defaults.attesterFee,
      performerFee: defaults.performerFee,
      aggregatorFee: defaults.aggregatorFee,
      disputePeriodBlocks: Number(defaults.disputePeriodBlocks),
      minimumVotingPower: defaults.minimumStake,
      restrictedOperators: [1, 3],
    });
  });

  it("takes the deposit from credit where that is asked for", async () => {
    await deposit(owner, { amount: defaults.credit });
    const before = await readCredit(owner);
    await createTaskDefinition(owner, { name: defaults.definitionName, payFrom: "credit" });

    expect(before - (await readCredit(owner))).to.equal(await suite.center.definitionDeposit());
  });

  it("throws for a definition that does not exist, with what to do about it", async () => {
    const error = (await rejectionOf(readTaskDefinition(suite, { taskDefinitionId: 9 }))) as MusterError;

    expect(error).to.have.property("code", "TASK_DEFINITION_NOT_FOUND");
    expect(error.revert).to.deep.equal({
      name: "TaskDefinitionNotFound",
      args: { taskDefinitionId: 9 },
      remedy: "Name a definition that was created: ids count from 1.",
    });
  });

  it("changes who is eligible", async () => {
    const [first, , third] = suite.attesters.map(({ operator }) => operator) as [number, number, number, number];
    await setRestrictedOperators(owner, { taskDefinitionId, operators: [first, third] });
    await setMinimumVotingPower(owner, { taskDefinitionId, minimumVotingPower: defaults.stake });
    const { committee } = suite;

    expect(await read()).to.deep.include({
      restrictedOperators: [first, third],
      minimumVotingPower: defaults.stake,
    });
    expect(await eligibleSeats(suite, { taskDefinitionId, committee })).to.deep.equal({
      eligible: 0b0101n,
      power: 2n * (defaults.attesterStakes[0] as bigint),
    });
  });

  it("raises the quorum", async () => {
    await setQuorum(owner, { taskDefinitionId, minimumAttesters: 3, approveBps: 8_000 });

    expect(await read()).to.include({ minimumAttesters: 3, approveBps: 8_000 });
  });

  it("changes the pool", async () => {
    const any = poolTerms(suite.deployment.addresses.center, ethers);
    const terms = { ...any, seatLimit: 256, requiredKeys: 1 };
    const { pool } = await openPool(owner, { terms });
    await setDefinitionPool(owner, { taskDefinitionId, pool });

    expect(await read()).to.include({ pool });
  });

  it("changes the currency, and returns what had come in the old one", async () => {
    await fundTaskDefinition(owner, { taskDefinitionId, amount: defaults.definitionFunds });
    const before = await readCredit(owner);
    await setRewardCurrency(owner, { taskDefinitionId, currency: TOKEN });

    expect(await read()).to.include({ currency: ethers.getAddress(TOKEN), funds: 0n });
    expect((await readCredit(owner)) - before).to.equal(defaults.definitionFunds);
  });

  it("sets and removes a hook", async () => {
    const hook = { address: suite.deployment.addresses.lens, gasLimit: defaults.hookGas };
    await setHook(owner, { taskDefinitionId, hook: hook.address, gasLimit: hook.gasLimit });
    const before = await read();
    await setHook(owner, { taskDefinitionId });

    expect(before.hook).to.deep.equal(hook);
    expect(await read()).not.to.have.property("hook");
  });

  it("sets and removes an election", async () => {
    const election = suite.deployment.addresses.roundRobinElection;
    await setElection(owner, { taskDefinitionId, election });
    const before = await read();
    await setElection(owner, { taskDefinitionId });

    expect(before.election).to.equal(election);
    expect(await read()).not.to.have.property("election");
  });

  it("sets slashing terms, which operators accept", async () => {
    const { version, termsHash } = await setSlashingTerms(owner, { taskDefinitionId, terms: TERMS });
    const { signer, operator } = suite.attesters[0]!;
    await acceptTerms(clientOf(signer), { taskDefinitionId });

    expect(version).to.equal(1);
    expect((await read()).slashing).to.deep.equal({ version, terms: TERMS, termsHash });
    expect(await suite.center.hasAccepted(operator, termsHash)).to.equal(true);
  });

  it("does not accept other terms than those that were read", async () => {
    const { termsHash } = await setSlashingTerms(owner, { taskDefinitionId, terms: TERMS });
    await setSlashingTerms(owner, { taskDefinitionId, terms: { ...TERMS, reporterBps: 0 } });
    const { signer } = suite.attesters[0]!;
    const error = await rejectionOf(acceptTerms(clientOf(signer), { taskDefinitionId, termsHash }));

    expect(error).to.have.property("code", "TASK_DEFINITION_WRONG_TERMS");
  });

  it("takes money from the wallet or from credit, and gives it back", async () => {
    await deposit(owner, { amount: defaults.definitionFunds });
    await approveMarket(owner, { market: suite.deployment.addresses.center, approved: true });
    await fundTaskDefinition(owner, { taskDefinitionId, amount: 3n });
    await fundTaskDefinition(owner, { taskDefinitionId, amount: 4n, payFrom: "credit" });
    const before = await readCredit(owner);
    await defundTaskDefinition(owner, { taskDefinitionId, amount: 5n });

    expect((await read()).funds).to.equal(2n);
    expect((await readCredit(owner)) - before).to.equal(5n);
  });

  it("retires a definition and returns the deposit", async () => {
    await time.increase(DEPOSIT_SECONDS);
    const before = await readCredit(owner);
    await retireTaskDefinition(owner, { taskDefinitionId });
    const { depositedAt, blockExpiry } = await read();

    expect(depositedAt).to.equal(0);
    expect(blockExpiry).to.equal(await ethers.provider.getBlockNumber());
    expect((await readCredit(owner)) - before).to.equal(await suite.center.definitionDeposit());
  });
});
