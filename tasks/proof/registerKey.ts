import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { registerKey } from "../../sdk/proofs/registerKey.ts";
import { InputError } from "../helpers/inputError.ts";
import { knownCircuit } from "../helpers/knownCircuit.ts";
import { readSnarkjsFile } from "../helpers/readSnarkjsFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly circuit: string | undefined;
  readonly file: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { circuit, file }) => {
  if ((circuit === undefined) === (file === undefined)) throw new InputError("Name a --circuit or a --file, not both.");
  const key = circuit === undefined ? readSnarkjsFile(file as string, encodeVerifyingKey) : knownCircuit(circuit).key;
  const { keyId, receipt } = await registerKey(client, { key });
  report(`The chain has the key ${keyId}`, receipt);
});
