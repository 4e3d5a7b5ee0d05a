import { id, isHexString, ZeroAddress } from "ethers";

import { openPool } from "../../sdk/registry/openPool.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly capability: string;
  readonly market: string | undefined;
  readonly minimumStake: string;
  readonly seatLimit: number;
  readonly minimumResponseBlocks: number;
  readonly maxSlashBps: number;
  readonly noShowBps: number;
  readonly requiredKeys: string;
  readonly gate: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const { capability, market, minimumStake, requiredKeys, gate, ...numbers } = given;
  const { pool, receipt } = await openPool(client, {
    terms: {
      market: market ?? client.deployment.addresses.dispatcher,
      capability: isHexString(capability, 32) ? capability : id(capability),
      minimumStake: parseAmount(minimumStake),
      seatLimit: numbers.seatLimit,
      minimumResponseBlocks: numbers.minimumResponseBlocks,
      maxSlashBps: numbers.maxSlashBps,
      noShowBps: numbers.noShowBps,
      requiredKeys: keySet(requiredKeys),
      gate: gate ?? ZeroAddress,
    },
  });
  report(`Pool ${pool} is open`, receipt);
});

/** Kinds of key as bits: `0,2` is 5. */
function keySet(kinds: string): number {
  if (kinds === "") return 0;
  if (!/^\d+(,\d+)*$/.test(kinds)) throw new InputError(`--required-keys lists numbers as 0,2, not "${kinds}".`);
  return kinds.split(",").reduce((set, kind) => (set | (1 << Number(kind))) >>> 0, 0);
}
