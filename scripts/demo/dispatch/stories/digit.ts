import { readFileSync } from "node:fs";

import { parseEther, toBeHex } from "ethers";

import { loadShrunkDigits } from "../../../models/loadShrunkDigits.ts";
import { encodeTaskDefinition } from "../../../../sdk/definitions/taskDefinition.ts";
import type { DigitModel } from "../../../../sdk/digits/digitModel.ts";
import { digitTermsHash } from "../../../../sdk/digits/digitTermsHash.ts";
import { submitTask } from "../../../../sdk/dispatch/submitTask.ts";
import { PayoutPolicy, ProofType } from "../../../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../../../sdk/schema/resultSchema.ts";
import type { Narrator } from "../../narrate.ts";
import type { DispatchStage } from "../dispatchStage.ts";
import { tellDraw, tellTask, waitForTask } from "../followTask.ts";

/** One of the pictures that the model was never trained on. */
const PICTURE = 700;
const SIDE = 14;
const SHADES = " .:-=+*#%@";
const SHARE = parseEther("0.02");
const RUNNERS = 2;

/** A digit that two runners recognise, each with a proof of its own that the committed model finds it. */
export async function tellDigit(stage: DispatchStage, narrator: Narrator): Promise<void> {
  narrator.title("2. A digit, recognised with proof");
  const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
  const picture = loadShrunkDigits().heldOut[PICTURE];
  if (picture === undefined) throw new Error("There is no such picture.");
  for (const row of drawRows(picture.pixels)) narrator.say(`  ${row}`);

  const { files, owner } = stage;
  const { id, receipt } = await submitTask(owner, {
    payFrom: "value",
    pool: stage.pool,
    numRunners: RUNNERS,
    responseBlocks: 120,
    timeoutBlocks: 400,
    definition: encodeTaskDefinition({
      kind: "digit",
      program: files.digitProgram,
      data: files.digitModel,
      input: { pixels: picture.pixels },
    }),
    terms: {
      paymentPerRunner: SHARE,
      schema: encodeResultSchema({ kind: "StaticAbi", types: ["uint256"] }),
      payoutPolicy: PayoutPolicy.AllValid,
      consumeBlocks: 10,
      commitBlocks: 0,
      proof: {
        proofType: ProofType.Groth16,
        verifier: owner.deployment.addresses.digitVerifier,
        termsHash: digitTermsHash(model, picture.pixels),
      },
    },
  });
  narrator.step(
    `Task ${id.slice(0, 10)}… takes an answer only with a proof for this model and picture`,
    receipt.gasUsed,
  );
  await tellDraw(stage, narrator, id);
  for (let proven = 1; proven <= RUNNERS; proven++) {
    await waitForTask(stage, id, ({ submissions }) => submissions.length >= proven);
    narrator.say(`${proven} of ${RUNNERS} proofs are made and verified on the chain`);
  }

  const task = await waitForTask(stage, id, ({ status }) => status === "Finalized");
  await tellTask(stage, narrator, task);
  const expected = toBeHex(picture.label, 32);
  if (task.submissions.some(({ result }) => result !== expected)) throw new Error("A proof is of another digit.");
  if (task.payments.length !== RUNNERS) throw new Error(`${task.payments.length} of ${RUNNERS} were paid.`);
  narrator.say(`It is a ${picture.label}`);
}

/** The picture in letters, twice as wide as high. */
function drawRows(pixels: readonly number[]): string[] {
  const shadeOf = (pixel: number): string => (SHADES[Math.floor((pixel * (SHADES.length - 1)) / 15)] ?? " ").repeat(2);
  return Array.from({ length: SIDE }, (_, row) =>
    pixels
      .slice(row * SIDE, (row + 1) * SIDE)
      .map(shadeOf)
      .join(""),
  ).filter((row) => row.trim() !== "");
}
