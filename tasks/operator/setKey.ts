import { formatTime } from "../../scripts/print/formatTime.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { setKey } from "../../sdk/registry/setKey.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly kind: number;
  readonly key: string;
  readonly proof: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { kind, key, proof }) => {
  const receipt = await setKey(client, { key: { kind, key, proof } });
  const { activeFrom } = eventOf<{ activeFrom: number }>(receipt, client.registry.interface, "KeySet");
  report(`The key of kind ${kind} counts from ${formatTime(activeFrom)}`, receipt);
});
