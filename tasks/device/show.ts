import { formatTime } from "../../scripts/print/formatTime.ts";
import { readDevice } from "../../sdk/devices/readDevice.ts";
import { ownOperatorOr } from "../helpers/ownOperatorOr.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, given) => {
  const operator = await ownOperatorOr(client, given.operator);
  const { certificate, liveUntil } = await readDevice(client, BigInt(operator));
  print(`Device of operator ${operator}`);
  if (certificate === undefined) return print("  none was ever certified");
  print([
    ["  certifier", certificate.certifier],
    ["  key", `${certificate.x} ${certificate.y}`],
    ["  certified", formatTime(Number(certificate.notBefore))],
    ["  counts until", liveUntil === 0n ? "it does not count any more" : formatTime(Number(liveUntil))],
  ]);
});
