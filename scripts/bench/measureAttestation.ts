import { id, ZeroAddress } from "ethers";

import { type AttestationStage, createStage, makePerformers, payInToken, type Performers } from "./attestationStage.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";

const SEEDS = 7;
/** Seats of a committee, and how many of them do not sign. */
const QUORUMS = [
  { size: 3, absent: 0 },
  { size: 32, absent: 10 },
  { size: 100, absent: 33 },
  { size: 256, absent: 85 },
] as const;
/** The committee whose members claim, and how many tasks each claims at once. */
const CLAIM_SIZE = 32;
const BATCH = 32;
/** Plain attesters: neither the performer nor the aggregator. */
const CLAIMANTS = [2, 9, 16, 23, 31];
const CREDIT = 100n * 10n ** 18n;

/**
 * Attested tasks: defining them, submitting them with quorums of several sizes, and claiming rewards, as gas a task. A
 * definition has had a task before, and whoever is paid has credit. Another draw of absent seats for each sample.
 */
export async function measureAttestation(
  bench: Bench,
  samples: GasSamples,
  report: (step: string) => void,
): Promise<void> {
  await prepareOwner(bench);
  await measureDefinitions(bench, samples);
  const performers = await makePerformers(bench);
  for (const { size, absent } of QUORUMS) {
    report(`quorums of ${size}`);
    const stage = await createStage(bench, performers, size);
    const key = `attestation.submitTask@${size}${absent === 0 ? "" : `-${absent}`}`;
    await stage.submit([], `${key} first`);
    for (let seed = 0; seed < SEEDS; seed++) {
      const salt = `${key} ${seed}`;
      samples.add(key, (await stage.submit(drawSeats(size, absent, salt), salt)).gas);
    }
    if (size === CLAIM_SIZE) await measureRewards(bench, samples, performers, stage);
  }
}

/** Gives the definitions' owner credit in both currencies, which the center may hold. */
async function prepareOwner({ escrow, center, actor, token, overrides, mined }: Bench): Promise<void> {
  const byOwner = escrow.connect(actor);
  await mined(byOwner.approveMarket(center, true, overrides));
  await mined(byOwner.deposit(ZeroAddress, actor, CREDIT, { ...overrides, value: CREDIT }));
  await mined(byOwner.deposit(String(token.target), actor, CREDIT, overrides));
}

async function measureDefinitions(bench: Bench, samples: GasSamples): Promise<void> {
  const center = bench.center.connect(bench.actor);
  for (let seed = 0; seed <= SEEDS; seed++) {
    const params = [2n ** 40n, 10n ** 12n, 10n ** 13n, 10n ** 13n, 300n, 10n ** 16n, []] as const;
    const [expiry, attester, performer, aggregator, disputes, power] = params;
    const gas = await bench.gasOf(
      center.createNewTaskDefinition(
        "Price feed",
        {
          blockExpiry: expiry,
          baseRewardFeeForAttesters: attester,
          baseRewardFeeForPerformer: performer,
          baseRewardFeeForAggregator: aggregator,
          disputePeriodBlocks: disputes,
          minimumVotingPower: power,
          restrictedOperatorIndexes: [],
        },
        bench.overrides,
      ),
    );
    // The first definition of all also sets the counter, and what the Escrow holds for the center.
    if (seed > 0) samples.add("attestation.createNewTaskDefinition", gas);
  }
}

async function measureRewards(
  bench: Bench,
  samples: GasSamples,
  performers: Performers,
  stage: AttestationStage,
): Promise<void> {
  await measureClaims(bench, samples, stage, "attestation.claim.perTask@32");
  const paidInToken = await payInToken(bench, performers, stage);
  await measureClaims(bench, samples, paidInToken, "attestation.claim.perTask@32.erc20");
  await measureFunding(bench, samples, stage, "attestation.fundTaskDefinition");
  await measureFunding(bench, samples, paidInToken, "attestation.fundTaskDefinition.erc20");
  await measureEligibility(bench, samples, stage);
}

async function measureClaims(
  { center, committees, overrides, mined, gasOf }: Bench,
  samples: GasSamples,
  stage: AttestationStage,
  key: string,
): Promise<void> {
  const ids: string[] = [];
  for (let task = 0; task <= BATCH; task++) ids.push((await stage.submit([], `${key} ${task}`)).id);
  const [first, ...rest] = ids as [string, ...string[]];
  for (const seat of CLAIMANTS) {
    const { operator } = await committees.seatOf(stage.committee, seat);
    await mined(center.claimRewards(operator, [{ id: first, seat }], overrides));
    const claims = rest.map((task) => ({ id: task, seat }));
    samples.add(key, Math.round((await gasOf(center.claimRewards(operator, claims, overrides))) / BATCH));
  }
}

async function measureFunding(
  { center, actor, overrides, gasOf }: Bench,
  samples: GasSamples,
  { definition }: AttestationStage,
  key: string,
): Promise<void> {
  for (let seed = 0; seed < SEEDS; seed++) {
    const sending = center.connect(actor).fundTaskDefinition(definition, 10n ** 15n, overrides);
    samples.add(key, await gasOf(sending));
  }
}

/** The same quorum where seats must have a minimum of power: the first task of a committee works out who has. */
async function measureEligibility(bench: Bench, samples: GasSamples, stage: AttestationStage): Promise<void> {
  const { center, actor, overrides } = bench;
  for (let seed = 0; seed < SEEDS; seed++) {
    const minimum = BigInt(seed + 1);
    await bench.mined(center.connect(actor).setTaskDefinitionMinVotingPower(stage.definition, minimum, overrides));
    for (const when of ["first", "next"]) {
      const key = `attestation.submitTask.minimumPower.${when}@32-10`;
      const salt = `${key} ${seed}`;
      samples.add(key, (await stage.submit(drawSeats(CLAIM_SIZE, 10, salt), salt)).gas);
    }
  }
}

/** So many seats beyond performer and aggregator, as a hash draws them. */
function drawSeats(size: number, count: number, salt: string): number[] {
  const seats = Array.from({ length: size - 2 }, (_, index) => index + 2);
  const ranked = seats.map((seat) => ({ seat, rank: id(`${salt} ${seat}`) }));
  return ranked
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ seat }) => seat);
}
