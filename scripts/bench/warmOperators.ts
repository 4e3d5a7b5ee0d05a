import { ZeroAddress } from "ethers";

import type { SeatHolder } from "../../sdk/registry/rosterHistory.ts";
import type { Bench } from "./createBench.ts";

const REWARD = 10n ** 15n;

/**
 * Gives operators what everybody has who worked before: some credit, and a reputation. The governor must be an approved
 * market; it is the only one that can write reputations but the markets under measurement.
 */
export async function warmOperators(
  bench: Bench,
  operators: readonly Pick<SeatHolder, "operator" | "controller">[],
): Promise<void> {
  const { escrow, reputation, actor, token, overrides } = bench;
  for (const { operator, controller } of operators) {
    await bench.mined(reputation.record(operator, controller, actor, ZeroAddress, REWARD, true, overrides));
  }
  const payments = operators.map(({ controller }) => ({ to: controller, amount: 1n }));
  const value = BigInt(payments.length);
  await bench.mined(escrow.depositMany(ZeroAddress, payments, { ...overrides, value }));
  await bench.mined(escrow.connect(actor).depositMany(String(token.target), payments, overrides));
}
