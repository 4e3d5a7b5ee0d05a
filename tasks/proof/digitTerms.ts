import { classifyDigit } from "../../sdk/digits/classifyDigit.ts";
import { digitTermsHash } from "../../sdk/digits/digitTermsHash.ts";
import { readDigitModel } from "../helpers/readDigitModel.ts";
import { readDigitPicture } from "../helpers/readDigitPicture.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly picture: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { picture }) => {
  const [model, pixels] = [readDigitModel(), readDigitPicture(picture)];
  const verifier = await client.digitVerifier.getAddress();
  const termsHash = digitTermsHash(model, pixels);
  print([
    ["the model says", String(classifyDigit(model, pixels))],
    ["verifier", verifier],
    ["terms", termsHash],
    ["as options", `--proof Groth16 --verifier ${verifier} --proof-terms ${termsHash}`],
  ]);
});
