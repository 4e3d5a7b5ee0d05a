import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import {
  AccessManager__factory,
  Escrow__factory,
  OperatorRegistry__factory,
  type Escrow,
  type OperatorRegistry,
} from "../../typechain-types/index.ts";
import { defaults } from "./defaults.ts";
import { type PoolTerms, poolTerms } from "./suite.ts";

/** A registry by itself, with an account in the place of each contract that would call it. */
export interface TestRegistry {
  readonly escrow: Escrow;
  readonly registry: OperatorRegistry;
  readonly governor: HardhatEthersSigner;
  readonly treasury: HardhatEthersSigner;
  /** Approved by governance. */
  readonly market: HardhatEthersSigner;
  /** Approved as well, and another. */
  readonly otherMarket: HardhatEthersSigner;
  readonly victim: HardhatEthersSigner;
  readonly reporter: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
  /** Accounts that are not registered yet. */
  readonly others: readonly HardhatEthersSigner[];
}

/** Deploys a registry whose staking currency is `currency`, and approves two markets. */
export async function deployTestRegistry({ ethers }: NetworkConnection, currency: string): Promise<TestRegistry> {
  const signers = await ethers.getSigners();
  const [governor, treasury, market, otherMarket, victim, reporter, stranger] = signers as Named;
  const authority = await new AccessManager__factory(governor).deploy(governor);
  const escrow = await new Escrow__factory(governor).deploy();
  const { unbondingPeriod } = suiteDefaults;
  const factory = new OperatorRegistry__factory(governor);
  const registry = await factory.deploy(authority, escrow, currency, unbondingPeriod, treasury);
  await registry.setMarket(market, true);
  await registry.setMarket(otherMarket, true);
  const others = signers.slice(7);
  return { escrow, registry, governor, treasury, market, otherMarket, victim, reporter, stranger, others };
}

/** Opens a pool for the market with the defaults and `changes`; returns its number. */
export async function openTestPool(
  { ethers }: NetworkConnection,
  { registry, market }: TestRegistry,
  changes: Partial<PoolTerms> = {},
): Promise<bigint> {
  await registry.openPool({ ...poolTerms(market.address, ethers), ...changes });
  return registry.poolCount();
}

/** Registers an account and stakes native coin for it; returns the operator's number. */
export async function registerOperator(
  { registry }: TestRegistry,
  signer: HardhatEthersSigner,
  stake: bigint = defaults.stake,
): Promise<bigint> {
  await registry.connect(signer).register([], signer, "");
  const operator = await registry.operatorOf(signer);
  if (stake !== 0n) await registry.stake(operator, stake, { value: stake });
  return operator;
}

type S = HardhatEthersSigner;
type Named = [S, S, S, S, S, S, S];
