import { encodeProof } from "../../sdk/proofs/encodeProof.ts";
import { verifyProof } from "../../sdk/proofs/verifyProof.ts";
import { InputError } from "../helpers/inputError.ts";
import { knownCircuit } from "../helpers/knownCircuit.ts";
import { readSnarkjsFile } from "../helpers/readSnarkjsFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly proof: string;
  readonly inputs: string;
  readonly circuit: string | undefined;
  readonly key: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { proof, inputs, circuit, key }) => {
  if ((circuit === undefined) === (key === undefined)) throw new InputError("Name a --circuit or a --key, not both.");
  const keyId = circuit === undefined ? (key as string) : knownCircuit(circuit).keyId;
  const holds = await verifyProof(client, {
    keyId,
    inputs: readSnarkjsFile(inputs, (values: string[]) => values.map(BigInt)),
    proof: readSnarkjsFile(proof, encodeProof),
  });
  print(holds ? "The proof holds." : "The proof does not hold.");
  if (!holds) process.exitCode = 1;
});
