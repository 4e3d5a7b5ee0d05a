import { ZeroAddress } from "ethers";

import { createBench, type Bench } from "./createBench.ts";
import type { GasFigures } from "./gasFigures.ts";
import { createGasSamples } from "./gasSamples.ts";
import { makeOperators } from "./makeOperators.ts";
import { measureAttestation } from "./measureAttestation.ts";
import { measureCommittees } from "./measureCommittees.ts";
import { measureDispatch } from "./measureDispatch.ts";
import { measureGateway } from "./measureGateway.ts";
import { measureGround } from "./measureGround.ts";
import { measureInference } from "./measureInference.ts";
import { measureJobs } from "./measureJobs.ts";
import { measureProofs } from "./measureProofs.ts";
import { measureRoster } from "./measureRoster.ts";
import { measureVrf } from "./measureVrf.ts";
import { poolTerms } from "./poolTerms.ts";

/** The size whose figures stand under the plain keys; nothing depends on it, which the scale points show. */
const PLAIN_SIZE = 100;
/** Their work hangs on luck, which a median would hide. */
const MEANS = ["beacon.fulfill", "beacon.ecvrf", "inference.validateSingleTask"] as const;
const CREDIT = 1_000n * 10n ** 18n;

/** What a run of the bench found. */
export interface Measurement {
  /** Every figure, by key; a scale point has `/N` behind it. */
  readonly gas: GasFigures;
  /** Gas of the callee in `dispatch.executeCallback`, which contains it. */
  readonly calleeGas: number;
}

/**
 * Measures the suite as the deploy script wires it. Sizes grow from first to last on one chain, so leaving the last out
 * changes nothing in the others.
 *
 * @param sizes Rosters to measure, ascending; 100 must be among them.
 * @param report Hears what is under way.
 */
export async function measureSuite(sizes: readonly number[], report: (step: string) => void): Promise<Measurement> {
  report("deploying the suite");
  const bench = await createBench();
  const samples = createGasSamples();
  let calleeGas = 0;
  try {
    report("operators, money and randomness");
    await measureGround(bench, samples);
    const pool = await prepareActor(bench);
    report("committees");
    await measureCommittees(bench, samples);
    await measureAttestation(bench, samples, report);
    let members: string[] = [];
    for (const size of sizes) {
      report(`rosters of ${size}`);
      members = [...members, ...(await makeOperators(bench, pool, size - members.length))];
      members = await measureRoster(bench, samples, pool, members);
      calleeGas = await measureDispatch(bench, samples, pool);
    }
    report("proofs");
    await measureProofs(bench, samples);
    report("deliveries on other chains");
    await measureGateway(bench, samples);
    await measureVrf(bench, samples);
    report("jobs");
    await measureJobs(bench, samples);
    await measureInference(bench, samples, sizes, report);
  } finally {
    await bench.close();
  }

  const gas = samples.medians();
  const plain = Object.entries(gas).filter(([key]) => key.endsWith(`/${PLAIN_SIZE}`));
  for (const [key, value] of plain) gas[key.slice(0, -`/${PLAIN_SIZE}`.length)] = value;
  for (const key of MEANS) gas[key] = samples.meanOf(key);
  return { gas, calleeGas };
}

/** Opens the pool, and gives the actor credit in both currencies that the Dispatcher may hold; returns the pool. */
async function prepareActor(bench: Bench): Promise<number> {
  const { registry, escrow, dispatcher, actor, executor, token, overrides } = bench;
  await bench.mined(registry.openPool(poolTerms(bench.idParts.dispatcher), overrides));
  const pool = Number(await registry.poolCount());
  const byActor = escrow.connect(actor);
  await bench.mined(byActor.approveMarket(dispatcher, true, overrides));
  await bench.mined(byActor.deposit(ZeroAddress, actor, CREDIT, { ...overrides, value: CREDIT }));
  await bench.mined(byActor.deposit(ZeroAddress, executor, 1n, { ...overrides, value: 1n }));
  await bench.mined(byActor.deposit(String(token.target), actor, 100n * 10n ** 18n, overrides));
  return pool;
}
