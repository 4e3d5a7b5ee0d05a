import { formatUnits } from "ethers";

import { claimRewards } from "../../../../sdk/attestation/claimRewards.ts";
import { ether, type Narrator } from "../../narrate.ts";
import type { AttestationStage } from "../attestationStage.ts";
import { performTask, waitForStatus } from "../followAttestation.ts";

const PRICE_DECIMALS = 8;

/** Two prices, performed, checked by nine others and written to a consumer by the hook. */
export async function tellTruth(stage: AttestationStage, narrator: Narrator): Promise<void> {
  narrator.title("Ten operators agree on a price");
  const ids: string[] = [];
  for (const symbol of ["AAPL", "IBM"]) {
    const task = await performTask(stage, narrator, symbol);
    if (!task.isApproved) throw new Error("The truth was rejected.");
    const { value } = await stage.consumer.priceOf(symbol);
    if (value === 0n) throw new Error("The hook wrote no price.");
    narrator.say(`The consumer knows: ${symbol} is at ${formatUnits(value, PRICE_DECIMALS)}`);
    ids.push(task.id);
  }
  for (const id of ids) await waitForStatus(stage, id, "Finalized");
}

/** Everybody is paid what final tasks owe, each in one transaction; anybody may send it, and the nodes keep their nonces. */
export async function tellClaims(stage: AttestationStage, narrator: Narrator): Promise<void> {
  const { escrow } = stage.owner;
  for (const { name, operator, wallet } of stage.operators) {
    const before = await escrow.creditOf(wallet.address, `0x${"0".repeat(40)}`);
    const { claims, receipts } = await claimRewards(stage.owner, { operator });
    const earned = (await escrow.creditOf(wallet.address, `0x${"0".repeat(40)}`)) - before;
    const gas = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
    if (receipts.length > 1) throw new Error(`${name} needed ${receipts.length} transactions.`);
    narrator.step(`${name} is paid ${ether(earned)} for ${claims.length} tasks in one batch`, gas);
  }
}
