import { Wallet, ZeroAddress, id } from "ethers";

import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { blsOperatorKey } from "../../sdk/registry/blsOperatorKey.ts";
import { answerRound } from "./answerRound.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";

const SEEDS = 7;
/** The work of an answer hangs on luck, so its mean wants more samples. */
const ROUNDS = 40;
const AMOUNT = 10n ** 18n;
/** Of the usual length: "ipfs://" and a content id. */
const METADATA = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";

/** The ground that every lifecycle stands on: identity, money and randomness. */
export async function measureGround(bench: Bench, samples: GasSamples): Promise<void> {
  await measureRegistration();
  await measureMoney("escrow.deposit", "escrow.withdraw", ZeroAddress);
  await bench.mined(bench.token.getFunction("transfer")(bench.actor.address, AMOUNT * 1_000n, bench.overrides));
  const approve = bench.token.connect(bench.actor).getFunction("approve");
  await bench.mined(approve(bench.escrow, 2n ** 256n - 1n, bench.overrides));
  await measureMoney("escrow.deposit.erc20", "escrow.withdraw.erc20", String(bench.token.target));
  await measureRounds();

  async function measureRegistration(): Promise<void> {
    for (let seed = 0; seed <= SEEDS; seed++) {
      const signer = await bench.actAs(new Wallet(id(`muster.bench.operator.${seed}`)).address);
      const secretKey = generateBlsKey(id(`muster.bench.key.${seed}`));
      const key = await blsOperatorKey(bench, { secretKey, controller: signer.address });
      const sending = bench.registry.connect(signer).register([key], signer.address, METADATA, bench.overrides);
      const gas = await bench.gasOf(sending);
      // The first registration of all also sets the counter.
      if (seed > 0) samples.add("registry.register", gas);
    }
  }

  /** From and to an account that used the currency before, and keeps some of it. */
  async function measureMoney(depositKey: string, withdrawKey: string, currency: string): Promise<void> {
    const { actor, overrides } = bench;
    const escrow = bench.escrow.connect(actor);
    const value = currency === ZeroAddress ? AMOUNT : 0n;
    await bench.mined(escrow.deposit(currency, actor.address, AMOUNT, { ...overrides, value }));
    for (let seed = 0; seed < SEEDS; seed++) {
      const deposit = escrow.deposit(currency, actor.address, AMOUNT, { ...overrides, value });
      samples.add(depositKey, await bench.gasOf(deposit));
    }
    for (let seed = 0; seed < SEEDS; seed++) {
      samples.add(withdrawKey, await bench.gasOf(escrow.withdraw(currency, actor.address, AMOUNT, overrides)));
    }
  }

  /** Rounds that an approved market other than the Dispatcher enters, so that nothing else is in the way. */
  async function measureRounds(): Promise<void> {
    const { registry, beacon, governor, overrides } = bench;
    await bench.mined(registry.setMarket(governor, true, overrides));
    for (let round = 0; round <= ROUNDS; round++) {
      await bench.mined(beacon.enter(overrides));
      const gas = await answerRound(bench);
      if (round === 0) continue;
      samples.add("beacon.request", gas.request);
      samples.add("beacon.fulfill", gas.fulfill);
    }
  }
}
