import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { concat, type Contract, getCreateAddress, ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { provePossession } from "../../sdk/bls/provePossession.ts";
import { SEATS_PER_PAGE } from "../../sdk/committee/seatsPerPage.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import type { OperatorKey } from "../../sdk/registry/operatorKey.ts";
import {
  BlsKeyKind__factory,
  Committees__factory,
  type BlsKeyKind,
  type Committees,
} from "../../typechain-types/index.ts";
import { publicKeyOf } from "./blsSigners.ts";
import { defaults } from "./defaults.ts";
import { deployTestRegistry, openTestPool, type TestRegistry } from "./registry.ts";

/** As many as fit the gas cap of one transaction. */
const BATCH = 35;

/** An operator with an attesting key, and a seat of the same number. */
export interface TestMember {
  readonly operator: bigint;
  readonly controller: string;
  readonly secret: string;
}

/** Committees over a registry by itself, with a pool that requires attesting keys. */
export interface TestCommittees extends TestRegistry {
  readonly committees: Committees;
  readonly keyKind: BlsKeyKind;
  readonly pool: bigint;
  /** Makes operators. */
  readonly filler: Contract;
  /** Who sits in the pool, in order of seats, as long as nobody leaves. */
  readonly members: TestMember[];
}

/** Deploys committees over an empty pool. */
export async function deployTestCommittees(connection: NetworkConnection): Promise<TestCommittees> {
  const fixture = await deployTestRegistry(connection, ZeroAddress);
  const { registry, governor } = fixture;
  const keyKind = await new BlsKeyKind__factory(governor).deploy();
  await registry.addKeyKind(BLS_KEY_KIND, keyKind);
  const { maxAge, grace } = suiteDefaults.committees;
  const committees = await new Committees__factory(governor).deploy(registry, maxAge, grace);
  const filler = (await connection.ethers.deployContract("SeatFiller")) as unknown as Contract;
  const pool = await openTestPool(connection, fixture, { requiredKeys: 1 << BLS_KEY_KIND });
  return { ...fixture, keyKind, committees, filler, pool, members: [] };
}

/** What making members takes. */
export type MemberSeating = Pick<TestCommittees, "registry" | "governor" | "filler" | "pool" | "members">;

/** Makes operators with these keys and `defaults.stake` each, and seats them in the pool. */
export async function seatMembers(fixture: MemberSeating, secrets: readonly string[]): Promise<void> {
  const { registry, filler, pool, members } = fixture;
  for (let start = 0; start < secrets.length; start += BATCH) {
    const batch = secrets.slice(start, start + BATCH);
    const made = await Promise.all(batch.map((secret, index) => memberOf(fixture, secret, members.length + index)));
    const value = defaults.stake * BigInt(batch.length);
    await filler.getFunction("fillKeyed")(
      registry,
      pool,
      made.map(({ key }) => key),
      { value, gasLimit: 16_000_000n },
    );
    members.push(...made.map(({ member }) => member));
  }
}

async function memberOf(
  { registry, filler, governor }: MemberSeating,
  secret: string,
  index: number,
): Promise<{ member: TestMember; key: OperatorKey }> {
  const controller = getCreateAddress({ from: await filler.getAddress(), nonce: index + 1 });
  const { chainId } = await governor.provider!.getNetwork();
  const proof = provePossession({ secretKey: secret, chainId, registry: await registry.getAddress(), controller });
  const member = { operator: BigInt(index + 1), controller, secret };
  return { member, key: { kind: BLS_KEY_KIND, key: publicKeyOf(secret), proof } };
}

/** One page's worth of a seal, as `SealPart` on-chain. */
export interface TestSealPart {
  readonly rosterVersion: bigint;
  readonly keys: string;
  readonly hints: number[];
}

/** The parts of a seal of the members as they sit, in the order in which they are sent. */
export async function sealPartsOf({ registry, pool, members }: TestCommittees): Promise<TestSealPart[]> {
  const { version } = await registry.rosterOf(pool);
  const parts: TestSealPart[] = [];
  for (let first = 0; first < members.length; first += SEATS_PER_PAGE) {
    const seats = members.slice(first, first + SEATS_PER_PAGE);
    const keys = concat(seats.map(({ secret }) => publicKeyOf(secret)));
    parts.unshift({ rosterVersion: version, keys, hints: [] });
  }
  return parts;
}

/** Seals the members as they sit; returns the committee's id. */
export async function sealMembers(
  fixture: TestCommittees,
  sealer: HardhatEthersSigner = fixture.stranger,
): Promise<bigint> {
  const { committees, pool } = fixture;
  for (const part of await sealPartsOf(fixture)) await committees.connect(sealer).seal(pool, part);
  return committees.currentOf(pool);
}
