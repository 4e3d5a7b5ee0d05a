import { expect } from "chai";

import { packResult } from "../../../sdk/inference/results/packResult.ts";
import type { ResultFile } from "../../../sdk/inference/results/resultFile.ts";
import { ResultMalformedError } from "../../../sdk/inference/results/resultMalformedError.ts";
import { unpackResult } from "../../../sdk/inference/results/unpackResult.ts";

const fileOf = (name: string, words = name): ResultFile => ({ name, bytes: new TextEncoder().encode(words) });
const files = [fileOf("image-00.png"), fileOf("image-01.png", ""), fileOf("response.json", "{}")];

/** One file whose name nobody checked. */
function packUnchecked(name: string): Uint8Array {
  const packed = packResult([fileOf("a".repeat(name.length), "x")]);
  packed.set(new TextEncoder().encode(name), 6);
  return packed;
}

describe("A packed result", () => {
  it("has this form", () => {
    const packed = packResult([fileOf("b", "BB"), fileOf("a", "A")]);

    expect(Buffer.from(packed).toString("hex")).to.equal(
      ["4d524201", "02", "01", "61", "00000001", "01", "62", "00000002", "41", "4242"].join(""),
    );
  });

  it("is the same in whatever order the files were given", () => {
    expect(packResult(files.toReversed())).to.deep.equal(packResult(files));
  });

  it("unpacks to the same files, by name", () => {
    expect(unpackResult(packResult(files.toReversed()))).to.deep.equal(files);
  });

  it("unpacks from the middle of other bytes", () => {
    const packed = packResult(files);
    const around = new Uint8Array(packed.length + 7);
    around.set(packed, 3);

    expect(unpackResult(around.subarray(3, 3 + packed.length))).to.deep.equal(files);
  });

  const hostileNames = [
    "../secrets",
    "..",
    ".hidden",
    "a/b",
    "a\\b",
    "/etc/passwd",
    "c:evil",
    "a\u0000b",
    "A",
    "nul",
    "com1.png",
    "a.",
    "a b",
  ];

  for (const name of hostileNames) {
    it(`is refused with the name ${JSON.stringify(name)}, by who packs and by who unpacks`, () => {
      const reason = `${JSON.stringify(name)} is no name for a file`;

      expect(() => packResult([fileOf(name)]))
        .to.throw(ResultMalformedError)
        .that.includes({ reason });
      expect(() => unpackResult(packUnchecked(name)))
        .to.throw(ResultMalformedError)
        .that.includes({ code: "RESULT_MALFORMED", reason });
    });
  }

  it("is refused with a name that is too long or empty", () => {
    expect(() => packResult([fileOf("a".repeat(65))])).to.throw(ResultMalformedError);
    expect(() => packResult([fileOf("")])).to.throw(ResultMalformedError);
  });

  it("is refused with a name that is there twice", () => {
    expect(() => packResult([fileOf("a"), fileOf("a")]))
      .to.throw(ResultMalformedError)
      .that.includes({ reason: "a comes after a" });
  });

  it("is refused when its names are not sorted", () => {
    const packed = packResult([fileOf("a"), fileOf("b")]);
    packed.set(new TextEncoder().encode("c"), 6);

    expect(() => unpackResult(packed))
      .to.throw(ResultMalformedError)
      .that.includes({ reason: "b comes after c" });
  });

  it("is refused without files", () => {
    const reason = "it has 0 files, and may have 1 to 255";

    expect(() => packResult([]))
      .to.throw(ResultMalformedError)
      .that.includes({ reason });
    expect(() => unpackResult(Uint8Array.of(0x4d, 0x52, 0x42, 0x01, 0)))
      .to.throw(ResultMalformedError)
      .that.includes({ reason });
  });

  it("is refused wherever it is cut off", () => {
    const packed = packResult(files);

    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackResult(packed.subarray(0, length)), `${length} bytes`).to.throw(ResultMalformedError);
    }
  });

  it("is refused with a byte too many", () => {
    expect(() => unpackResult(Buffer.concat([packResult(files), Buffer.of(0)])))
      .to.throw(ResultMalformedError)
      .that.includes({ reason: "1 bytes are left over" });
  });

  it("is refused when a file says that it has four gigabytes", () => {
    const packed = packResult([fileOf("a", "x")]);
    packed.fill(0xff, 7, 11);

    expect(() => unpackResult(packed))
      .to.throw(ResultMalformedError)
      .that.includes({ reason: "it ends too early" });
  });

  it("is refused with another magic or version", () => {
    const packed = packResult(files);
    packed[3] = 2;

    expect(() => unpackResult(packed))
      .to.throw(ResultMalformedError)
      .that.includes({ reason: "it does not begin like one" });
  });
});
