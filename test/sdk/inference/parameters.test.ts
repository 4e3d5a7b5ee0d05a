import { expect } from "chai";

import { decodeParameters } from "../../../sdk/inference/parameters/decodeParameters.ts";
import { encodeParameters } from "../../../sdk/inference/parameters/encodeParameters.ts";
import { foldText } from "../../../sdk/inference/parameters/foldText.ts";
import { modelsOf } from "../../../sdk/inference/parameters/modelsOf.ts";
import { ParametersMalformedError } from "../../../sdk/inference/parameters/parametersMalformedError.ts";
import type { ImageParameters, TextParameters } from "../../../sdk/inference/parameters/taskParameters.ts";

const BASE = `0x${"ab".repeat(32)}` as const;
const ADAPTER = `0x${"cd".repeat(32)}` as const;
const image: ImageParameters = { kind: "image", baseModel: BASE, label: 7, seed: 42, numImages: 4 };
const text: TextParameters = {
  kind: "text",
  baseModel: BASE,
  prompt: "the whale",
  seed: 42,
  numLetters: 100,
  temperature: 800,
};

const bytesOf = (words: string) => new TextEncoder().encode(words);
const wordsOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("Task parameters", () => {
  it("are written with sorted fields and no spaces", () => {
    expect(wordsOf(encodeParameters(image))).to.equal(
      `{"baseModel":"${BASE}","kind":"image","label":7,"numImages":4,"seed":42}`,
    );
  });

  it("are the same bytes in whatever order their fields were given", () => {
    const reversed = Object.fromEntries(Object.entries(text).reverse()) as unknown as TextParameters;

    expect(encodeParameters(reversed)).to.deep.equal(encodeParameters(text));
  });

  for (const parameters of [image, text, { ...image, adapter: ADAPTER }, { ...text, prompt: "“Ahab” — 🐋" }]) {
    it(`come back as they were: ${JSON.stringify(parameters).slice(0, 90)}`, () => {
      expect(decodeParameters(encodeParameters(parameters))).to.deep.equal(parameters);
    });
  }

  it("name their models, the base model first", () => {
    expect(modelsOf(image)).to.deep.equal([BASE]);
    expect(modelsOf({ ...image, adapter: ADAPTER })).to.deep.equal([BASE, ADAPTER]);
  });

  const wrong: [field: string, change: Record<string, unknown>][] = [
    ["kind", { kind: "video" }],
    ["kind", { kind: "toString" }],
    ["baseModel", { baseModel: BASE.toUpperCase() }],
    ["baseModel", { baseModel: undefined }],
    ["adapter", { adapter: "0x12" }],
    ["adapter", { adapter: null }],
    ["label", { label: 10 }],
    ["label", { label: -1 }],
    ["label", { label: 1.5 }],
    ["label", { label: "7" }],
    ["seed", { seed: 2 ** 53 }],
    ["seed", { seed: -0 }],
    ["seed", { seed: Number.NaN }],
    ["numImages", { numImages: 0 }],
    ["numImages", { numImages: 17 }],
    ["steps", { steps: 1 }],
    ["prompt", { prompt: "a prompt" }],
  ];

  for (const [field, change] of wrong) {
    it(`are refused for their ${field} when it is ${String(Object.values(change)[0])}`, () => {
      const parameters = { ...image, ...change } as ImageParameters;

      expect(() => encodeParameters(parameters))
        .to.throw(ParametersMalformedError)
        .that.includes({ code: "PARAMETERS_MALFORMED", field });
    });
  }

  const wrongTexts: [field: string, change: Partial<TextParameters>][] = [
    ["prompt", { prompt: "" }],
    ["prompt", { prompt: "x".repeat(2_001) }],
    ["prompt", { prompt: "\ud800" }],
    ["numLetters", { numLetters: 0 }],
    ["numLetters", { numLetters: 4_001 }],
    ["temperature", { temperature: 2_001 }],
  ];

  for (const [field, change] of wrongTexts) {
    it(`for text are refused for their ${field} when it is ${JSON.stringify(Object.values(change)[0]).slice(0, 12)}`, () => {
      expect(() => encodeParameters({ ...text, ...change }))
        .to.throw(ParametersMalformedError)
        .that.includes({ field });
    });
  }

  const canonical = wordsOf(encodeParameters(image));
  const others: [what: string, bytes: Uint8Array, reason: string][] = [
    ["no JSON", bytesOf("{"), "they are no JSON"],
    ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "they are no JSON"],
    ["no object", bytesOf("[]"), "they must be an object"],
    ["nothing", bytesOf("null"), "they must be an object"],
    ["JSON with spaces", bytesOf(canonical.replaceAll(",", ", ")), "their JSON is not in the one form"],
    ["another order", bytesOf(JSON.stringify(image)), "their JSON is not in the one form"],
    ["a field twice", bytesOf(canonical.replace("{", '{"seed":1,')), "their JSON is not in the one form"],
    ["another spelling of a number", bytesOf(canonical.replace(":42", ":4.2e1")), "their JSON is not in the one form"],
    ["a byte order mark", bytesOf(`\ufeff${canonical}`), "they are no JSON"],
    ["too many bytes", bytesOf(" ".repeat(16_385)), "they have more than 16384 bytes"],
  ];

  for (const [what, bytes, reason] of others) {
    it(`are not read from ${what}`, () => {
      expect(() => decodeParameters(bytes))
        .to.throw(ParametersMalformedError)
        .that.includes({ field: undefined, reason });
    });
  }
});

describe("foldText", () => {
  it("keeps small letters and common signs, and makes one space of all that it does not know", () => {
    expect(foldText("“Ishmaël” — № 7…  whale!")).to.equal('"ishmael" - no ... whale!');
  });
});
