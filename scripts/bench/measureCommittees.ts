import { concat, id } from "ethers";

import { aggregateSignatures } from "../../sdk/bls/aggregateSignatures.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { bitmapOf } from "../../sdk/committee/bitmapOf.ts";
import { committeeIdOf } from "../../sdk/committee/committeeIdOf.ts";
import { SEATS_PER_PAGE } from "../../sdk/committee/seatsPerPage.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";
import { makeMembers } from "./makeMembers.ts";
import { poolTerms } from "./poolTerms.ts";

const SEEDS = 3;
/** How many do not sign, in what is measured beside. */
const ABSENCES = [0, 1, 39];

/**
 * Committees of one full page: sealing it with keys that were never sealed, as gas a seat; and beside it, sealing it
 * anew where only powers changed, and verifying a quorum, as a transaction of its own.
 */
export async function measureCommittees(bench: Bench, samples: GasSamples): Promise<void> {
  const { registry, committees, overrides } = bench;
  for (let seed = 0; seed < SEEDS; seed++) {
    const terms = { ...poolTerms(bench.idParts.dispatcher), requiredKeys: 1 << BLS_KEY_KIND };
    await bench.mined(registry.openPool(terms, overrides));
    const pool = Number(await registry.poolCount());
    const secrets = await makeMembers(bench, pool, SEATS_PER_PAGE, `muster.bench.committee.${seed}`);
    const part = {
      rosterVersion: SEATS_PER_PAGE,
      keys: concat(secrets.map((secret) => blsPublicKey(secret))),
      hints: [],
    };
    const sealing = await bench.gasOf(committees.seal(pool, part, overrides));
    samples.add("committee.seal.perSeat", Math.round(sealing / SEATS_PER_PAGE));
    for (const absent of ABSENCES) await verify(pool, secrets, absent);
    const { operator } = await committees.seatOf(committeeIdOf(pool, 1), 0);
    await bench.mined(registry.stake(operator, 1n, { ...overrides, value: 1n }));
    const resealing = await bench.gasOf(committees.seal(pool, part, overrides));
    samples.add("committee.reseal.perSeat", Math.round(resealing / SEATS_PER_PAGE));
  }

  /** A view costs nothing by itself, so it is sent. */
  async function verify(pool: number, secrets: readonly string[], absent: number): Promise<void> {
    const digest = id(`muster.bench.digest.${pool}.${absent}`);
    const signers = secrets.map((_, seat) => seat).filter((seat) => seat % 3 !== 0 || seat / 3 >= absent);
    const signature = aggregateSignatures(signers.map((seat) => blsSign(secrets[seat] as string, digest)));
    const data = committees.interface.encodeFunctionData("verify", [
      committeeIdOf(pool, 1),
      bitmapOf(signers),
      digest,
      signature,
    ]);
    const sent = await bench.governor.sendTransaction({ to: committees, data, ...overrides });
    const receipt = await sent.wait();
    if (!receipt) throw new Error("The bench's blocks hold each transaction at once.");
    samples.add(`committee.verify@${SEATS_PER_PAGE}-${absent}`, Number(receipt.gasUsed));
  }
}
