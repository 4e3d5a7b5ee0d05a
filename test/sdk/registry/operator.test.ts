import { expect } from "chai";
import { network } from "hardhat";

import { fundSubscription } from "../../../sdk/beacon/fundSubscription.ts";
import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { suggestCallbackBudget } from "../../../sdk/dispatch/suggestCallbackBudget.ts";
import { submitTask } from "../../../sdk/dispatch/submitTask.ts";
import { approveMarket } from "../../../sdk/escrow/approveMarket.ts";
import { deposit } from "../../../sdk/escrow/deposit.ts";
import { readCredit } from "../../../sdk/escrow/readCredit.ts";
import { withdraw } from "../../../sdk/escrow/withdraw.ts";
import { evict } from "../../../sdk/registry/evict.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { leavePool } from "../../../sdk/registry/leavePool.ts";
import { openPool } from "../../../sdk/registry/openPool.ts";
import { readOperator } from "../../../sdk/registry/readOperator.ts";
import { readPool } from "../../../sdk/registry/readPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { setJoinable } from "../../../sdk/registry/setJoinable.ts";
import { setKey } from "../../../sdk/registry/setKey.ts";
import { setMetadata } from "../../../sdk/registry/setMetadata.ts";
import { setRewardsReceiver } from "../../../sdk/registry/setRewardsReceiver.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { unjail } from "../../../sdk/registry/unjail.ts";
import { unstake } from "../../../sdk/registry/unstake.ts";
import { withdrawStake } from "../../../sdk/registry/withdrawStake.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, poolTerms, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

describe("an account through the SDK", () => {
  let suite: TestSuite;
  let client: MusterClient;

  async function deployFixture() {
    return deployTestSuite(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    client = createMusterClient({ deployment: suite.deployment, runner: suite.stranger });
  });

  /** Registers the account and stakes for it. */
  async function become(): Promise<number> {
    const { operator } = await registerOperator(client, { metadataURI: "ipfs://me" });
    await stake(client, { amount: defaults.stake });
    return operator;
  }

  it("registers as an operator and stakes", async () => {
    const operator = await become();

    expect(operator).to.equal(defaults.rosterSize + 1);
    expect(await readOperator(client, { controller: suite.stranger.address })).to.deep.equal({
      operator,
      controller: suite.stranger.address,
      status: "Active",
      jailedUntil: 0,
      rewardsReceiver: suite.stranger.address,
      stake: { active: defaults.stake, unbonding: 0n, bail: 0n, releaseAt: 0 },
      freeSkips: Number(await suite.dispatcher.SKIP_QUOTA()),
    });
  });

  it("changes where its rewards go and how it describes itself", async () => {
    const operator = await become();
    await setRewardsReceiver(client, { rewardsReceiver: suite.governor.address });
    await setMetadata(client, { metadataURI: "ipfs://again" });

    expect((await readOperator(client, { operator })).rewardsReceiver).to.equal(suite.governor.address);
    expect(await suite.registry.queryFilter(suite.registry.filters.MetadataSet(operator))).to.have.lengthOf(1);
  });

  it("takes a seat and leaves it", async () => {
    await become();
    await joinPool(client, { pool: suite.pool });
    const joined = await readPool(client, { pool: suite.pool });
    await leavePool(client, { pool: suite.pool });

    expect(joined).to.include({ size: defaults.rosterSize + 1, isOpen: true, minimumStake: defaults.minimumStake });
    expect((await readPool(client, { pool: suite.pool })).size).to.equal(defaults.rosterSize);
  });

  it("opens a pool and closes it to new members", async () => {
    const terms = poolTerms(suite.deployment.addresses.dispatcher, ethers);
    const { pool } = await openPool(client, { terms });
    await setJoinable(client, { pool, isOpen: false });

    expect(await readPool(client, { pool })).to.deep.equal({
      ...terms,
      pool,
      owner: suite.stranger.address,
      size: 0,
      version: 0,
      isOpen: false,
    });
  });

  it("evicts a member who has too little at stake", async () => {
    const operator = await become();
    await joinPool(client, { pool: suite.pool });
    await unstake(client, { amount: defaults.stake });
    await evict(suite, { pool: suite.pool, operator });

    expect((await readPool(client, { pool: suite.pool })).size).to.equal(defaults.rosterSize);
  });

  it("withdraws its stake once it has unbonded", async () => {
    const operator = await become();
    await unstake(client, { amount: defaults.stake });
    await networkHelpers.time.increase(await suite.registry.unbondingPeriod());
    await withdrawStake(client);

    expect((await readOperator(client, { operator })).stake).to.include({ active: 0n, unbonding: 0n });
  });

  it("is told that it is not jailed", async () => {
    await become();

    expect(await rejectionOf(unjail(client))).to.have.property("code", "STAKING_NOT_JAILED");
  });

  it("is told that nobody knows a kind of key", async () => {
    await become();
    const error = await rejectionOf(setKey(client, { key: { kind: 200, key: "0x", proof: "0x" } }));

    expect(error).to.have.property("code", "IDENTITY_UNKNOWN_KEY_KIND");
  });

  it("buys credit, approves of the Dispatcher, pays from credit and takes the rest back", async () => {
    await deposit(client, { amount: defaults.credit });
    await approveMarket(client);
    const terms = { schema: defaults.schema, paymentPerRunner: defaults.paymentPerRunner };
    await submitTask(client, { pool: suite.pool, terms, payFrom: "credit" });
    const left = await readCredit(client);
    await withdraw(client);

    expect(left).to.equal(defaults.credit - defaults.paymentPerRunner - (await suite.beacon.entryFee()));
    expect(await readCredit(client)).to.equal(0n);
  });

  it("moves the beacon's fees to its subscription", async () => {
    const terms = { schema: defaults.schema, paymentPerRunner: defaults.paymentPerRunner };
    await submitTask(client, { pool: suite.pool, terms });
    await fundSubscription(client);

    expect(await readCredit(client, { account: suite.deployment.addresses.beacon })).to.equal(0n);
  });

  it("suggests a budget that grows with the gas of a callback", async () => {
    const callback = { numRunners: 3, maxResultBytes: 32, maxTip: defaults.maxTip };
    const small = await suggestCallbackBudget(client, { ...callback, gasLimit: 100_000 });
    const large = await suggestCallbackBudget(client, { ...callback, gasLimit: 200_000 });

    expect(large.budget).to.be.greaterThan(small.budget);
    expect(large.maxTip).to.equal(defaults.maxTip);
  });
});
