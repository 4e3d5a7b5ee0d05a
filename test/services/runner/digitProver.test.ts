import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";
import { toBeHex, ZeroAddress } from "ethers";

import { loadShrunkDigits } from "../../../scripts/models/loadShrunkDigits.ts";
import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import type { DigitModel } from "../../../sdk/digits/digitModel.ts";
import { digitTermsHash } from "../../../sdk/digits/digitTermsHash.ts";
import { proofContextOf } from "../../../sdk/dispatch/proofContextOf.ts";
import { createDigitProver } from "../../../services/runner/createDigitProver.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
const { pixels, label } = loadShrunkDigits().heldOut[700]!;
const id = toBeHex(1, 32);
const result = toBeHex(label, 32);

async function proverFixture() {
  const { digitVerifier, deployment, stranger } = await deployTestSuite(connection, 0);
  const verifier = await digitVerifier.getAddress();
  const place = {
    chainId: deployment.chainId,
    dispatcher: deployment.addresses.dispatcher,
    runner: stranger.address,
  };
  const prover = createDigitProver({ ...place, verifier, model, dir: join("circuits", "keys") });
  const task = (proof: object) => ({ id, request: { terms: { proof } } }) as never;
  const definition = (input: JsonValue) => ({ kind: "digit", program: { source: "" }, input });
  const wanted = { verifier, termsHash: digitTermsHash(model, pixels) };
  return { digitVerifier, verifier, place, prover, task, definition, wanted };
}

describe("createDigitProver", function () {
  this.timeout(60_000);

  it("makes a proof that the verifier takes for this task and runner", async () => {
    const { digitVerifier, place, prover, task, definition, wanted } =
      await connection.networkHelpers.loadFixture(proverFixture);

    const proof = await prover.prove(task(wanted), definition({ pixels }), result);

    const context = proofContextOf({ ...place, id });
    expect(await digitVerifier.verify(wanted.termsHash, context, result, proof)).to.equal(true);
    const other = proofContextOf({ ...place, id: toBeHex(2, 32) });
    expect(await digitVerifier.verify(wanted.termsHash, other, result, proof)).to.equal(false);
  });

  it("says why it proves nothing", async () => {
    const { verifier, prover, task, definition, wanted } = await connection.networkHelpers.loadFixture(proverFixture);
    const reasonOf = async (proof: object, input: JsonValue, told = result) =>
      String(await rejectionOf(prover.prove(task(proof), definition(input), told)));

    expect(await reasonOf({ ...wanted, verifier: ZeroAddress }, { pixels })).to.include(`it knows no ${ZeroAddress}`);
    expect(await reasonOf(wanted, { pixels: pixels.with(0, 15) })).to.include("another model or picture");
    expect(await reasonOf(wanted, { pixels: pixels.slice(1) })).to.include("no 196 pixels");
    expect(await reasonOf(wanted, { pixels: pixels.with(0, 16) })).to.include("no 196 pixels");
    expect(await reasonOf(wanted, null)).to.include("no 196 pixels");
    const lie = toBeHex((label + 1) % 10, 32);
    expect(await reasonOf({ verifier, termsHash: wanted.termsHash }, { pixels }, lie)).to.include(`not ${lie}`);
  });
});
