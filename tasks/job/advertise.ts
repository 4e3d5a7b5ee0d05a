import { advertise } from "../../sdk/jobs/advertise.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

const DAY = 86_400_000n;

interface Arguments {
  readonly base: string;
  readonly perMs: string;
  readonly perByte: string;
  readonly days: number;
  readonly memory: number;
  readonly storage: number;
  readonly requests: number;
  readonly modules: number;
  readonly consumers: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const receipt = await advertise(client, {
    baseFee: parseAmount(given.base),
    feePerMillisecond: parseAmount(given.perMs),
    feePerByte: parseAmount(given.perByte),
    windowDelta: BigInt(given.days) * DAY,
    maxMemory: BigInt(given.memory),
    storageCapacity: BigInt(given.storage),
    networkQuota: BigInt(given.requests),
    modules: BigInt(given.modules),
    ...(given.consumers !== undefined && { consumers: wordsOf(given.consumers) }),
  });
  report("The processor is on offer", receipt);
});
