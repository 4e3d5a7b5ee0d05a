import { readFileSync } from "node:fs";

import { expect } from "chai";

import { loadShrunkDigits } from "../../scripts/models/loadShrunkDigits.ts";
import { modulo } from "../../sdk/cipher/modulo.ts";
import { classifyDigit } from "../../sdk/digits/classifyDigit.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { digitSignals } from "../../sdk/digits/digitSignals.ts";
import { hashDigit } from "../../sdk/digits/hashDigit.ts";
import { readCircuit, type Circuit } from "../helpers/readCircuit.ts";

const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
const { heldOut } = loadShrunkDigits();
const LEAST_ACCURACY = 0.9;
const LEAST_DIGITS = 1_000;
const PUBLIC_INPUTS = 4;
/** Spread over all ten digits. */
const SAMPLES = heldOut.filter((_, at) => at % 101 === 0);
const { pixels } = heldOut[0]!;
const context = 99n;

describe("circuits/inference-mlp", function () {
  this.timeout(300_000);
  let circuit: Circuit;

  before(async () => {
    circuit = await readCircuit("inference-mlp");
  });

  it("recognises nine of ten digits that it was not trained on", function () {
    const right = heldOut.filter((digit) => classifyDigit(model, digit.pixels) === digit.label).length;
    this.test!.title += `: ${right} of ${heldOut.length}, ${((100 * right) / heldOut.length).toFixed(2)} %`;
    expect(heldOut.length).to.be.at.least(LEAST_DIGITS);
    expect(right / heldOut.length).to.be.at.least(LEAST_ACCURACY);
  });

  it("takes what the model computes, digit after digit", async () => {
    for (const digit of SAMPLES) {
      const witness = await circuit.witnessOf(digitSignals({ model, pixels: digit.pixels, context }));
      expect(circuit.violated(witness)).to.be.empty;
    }
  });

  it("takes a picture of nothing, and one all dark", async () => {
    for (const shade of [0, 15]) {
      const signals = digitSignals({ model, pixels: Array.from({ length: 196 }, () => shade), context });
      expect(circuit.violated(await circuit.witnessOf(signals))).to.be.empty;
    }
  });

  it("refuses every other class", async () => {
    const honest = digitSignals({ model, pixels, context });
    for (let other = 0n; other < 10n; other++) {
      if (other === honest.class) continue;
      expect(await circuit.refusingTemplate({ ...honest, class: other }), `${other}`).to.equal("Num2Bits");
    }
    expect(await circuit.refusingTemplate({ ...honest, class: 10n })).to.equal("HighestScore");
  });

  it("refuses another model and another input", async () => {
    const honest = digitSignals({ model, pixels, context });
    for (const change of [{ modelHash: honest.modelHash + 1n }, { inputHash: honest.inputHash + 1n }]) {
      expect(await circuit.refusingTemplate({ ...honest, ...change })).to.equal("InferenceMlp");
    }
  });

  it("refuses a pixel of more than four bits, though another picture packs to the same words", async () => {
    const at = pixels.findIndex((pixel, place) => pixel > 0 && place % 49 > 0);
    const other = pixels.with(at, pixels[at]! - 1).with(at - 1, pixels[at - 1]! + 16);
    expect(hashDigit(other)).to.not.equal(0n);
    const honest = digitSignals({ model, pixels, context });
    expect(await circuit.refusingTemplate({ ...honest, pixels: other })).to.equal("Num2Bits");
  });

  it("ties every public input to the witness, the context included", async () => {
    const witness = await circuit.witnessOf(digitSignals({ model, pixels, context }));
    for (let wire = 1; wire <= PUBLIC_INPUTS; wire++) {
      expect(circuit.violated(witness.with(wire, modulo(witness[wire]! + 1n))), `input ${wire}`).to.not.be.empty;
    }
  });

  it("leaves one wire free, which decides nothing: the inverse that the chosen class's comparison with zero has not", async () => {
    const witness = await circuit.witnessOf(digitSignals({ model, pixels, context }));
    const free = [];
    for (let wire = 1; wire < circuit.wireCount; wire++) {
      if (!circuit.notices(witness, wire, modulo(witness[wire]! + 1n))) free.push(witness[wire]);
    }
    expect(free).to.deep.equal([0n]);
  });
});
