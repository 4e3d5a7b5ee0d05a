import { formatTime } from "../../scripts/print/formatTime.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { blsOperatorKey } from "../../sdk/registry/blsOperatorKey.ts";
import type { OperatorKey } from "../../sdk/registry/operatorKey.ts";
import { setKey } from "../../sdk/registry/setKey.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { readBlsSecret } from "../helpers/readBlsSecret.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly kind: string | undefined;
  readonly key: string | undefined;
  readonly proof: string;
  readonly bls: boolean;
  readonly keyFile: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, given) => {
  const key = await keyOf(client, given);
  if (given.bls) print(`Public key: ${key.key}`);
  const receipt = await setKey(client, { key });
  const { activeFrom } = eventOf<{ activeFrom: number }>(receipt, client.registry.interface, "KeySet");
  report(`The key of kind ${key.kind} counts from ${formatTime(activeFrom)}`, receipt);
});

/** The key that was given: a BLS key from its secret, any other as it is. */
async function keyOf(client: MusterClient, { kind, key, proof, bls, keyFile }: Arguments): Promise<OperatorKey> {
  const number = parseInteger("kind", kind);
  if (bls === (number !== undefined)) throw new InputError("Give --bls, or the kind and the key.");
  if (bls) return blsOperatorKey(client, { secretKey: readBlsSecret(keyFile) });
  if (number === undefined || key === undefined) throw new InputError("Give --bls, or the kind and the key.");
  return { kind: number, key, proof };
}
