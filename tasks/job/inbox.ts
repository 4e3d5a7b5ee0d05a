import { AbiCoder, isHexString } from "ethers";

import { formatTime } from "../../scripts/print/formatTime.ts";
import { readCall } from "../../sdk/client/readCall.ts";
import { JobInbox__factory } from "../../typechain-types/index.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

interface Arguments {
  readonly inbox: string;
  readonly id: string;
  readonly types: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { inbox, id, types }) => {
  if (!isHexString(id, 32)) throw new InputError(`A job's id is 32 bytes of hex, not "${id}".`);
  const contract = JobInbox__factory.connect(inbox, client.provider);
  const { execution, receivedAt, output } = await readCall(async () => contract.newestOf(id));
  if (receivedAt === 0n) return print("Nothing came of this job yet.");
  const words = wordsOf(types);
  const values = words.length === 0 ? output : AbiCoder.defaultAbiCoder().decode(words, output).map(String).join(", ");
  print([
    ["  execution", String(execution)],
    ["  received", formatTime(Number(receivedAt))],
    ["  output", values],
  ]);
});
