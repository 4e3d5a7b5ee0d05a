import { signTask } from "../../sdk/attestation/signTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import { dataOf } from "../helpers/dataOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { writeTaskFile } from "../helpers/writeTaskFile.ts";

interface Arguments {
  readonly definition: number;
  readonly proof: string;
  readonly data: string;
  readonly out: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, print }, { definition, proof, data, out }) => {
  const { chainId, addresses } = client.deployment;
  const info = { proofOfTask: proof, data: dataOf(data), taskPerformer: account, taskDefinitionId: definition };
  const performerSignature = await signTask(client, { info });
  if (out === undefined) return print(JSON.stringify({ info, performerSignature }, undefined, 2));
  writeTaskFile(out, { info, performerSignature });
  print(`Task ${taskIdOf({ chainId, center: addresses.center, info })} is signed and written to ${out}`);
});
