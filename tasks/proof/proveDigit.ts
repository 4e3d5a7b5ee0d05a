import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { isHexString } from "ethers";

import { circuitKeys } from "../../scripts/circuits/circuitKeys.ts";
import { proveDigit } from "../../sdk/digits/proveDigit.ts";
import { proofContextOf } from "../../sdk/dispatch/proofContextOf.ts";
import { InputError } from "../helpers/inputError.ts";
import { readDigitModel } from "../helpers/readDigitModel.ts";
import { readDigitPicture } from "../helpers/readDigitPicture.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly picture: string;
  readonly task: string;
}

export default suiteAction<Arguments>(async ({ client, account, print }, { picture, task: id }) => {
  if (!isHexString(id, 32)) throw new InputError(`A task's id is 32 bytes of hex, not "${id}".`);
  const { chainId, addresses } = client.deployment;
  const { zkey, wasm } = circuitKeys("inference-mlp");
  const { result, proof } = await proveDigit({
    model: readDigitModel(),
    pixels: readDigitPicture(picture),
    context: proofContextOf({ chainId, dispatcher: addresses.dispatcher, id, runner: account }),
    wasm: new Uint8Array(gunzipSync(readFileSync(wasm))),
    zkey,
    isSingleThreaded: true,
  });
  print([
    ["digit", String(BigInt(result))],
    ["counts for", `${account} alone`],
    ["proof", proof],
    ["to submit", `dispatch:result ${id} ${BigInt(result)} --proof <the proof>`],
  ]);
});
