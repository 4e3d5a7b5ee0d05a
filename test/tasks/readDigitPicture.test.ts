import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { loadShrunkDigits } from "../../scripts/models/loadShrunkDigits.ts";
import { shrinkDigit } from "../../sdk/digits/shrinkDigit.ts";
import { encodePng } from "../../sdk/inference/images/encodePng.ts";
import { InputError } from "../../tasks/helpers/inputError.ts";
import { readDigitPicture } from "../../tasks/helpers/readDigitPicture.ts";

const SIDE = 28;
const { pixels } = loadShrunkDigits().heldOut[0]!;

describe("readDigitPicture", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "muster-digits-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function write(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it("reads pixels from JSON as they are", () => {
    expect(readDigitPicture(write("digit.json", JSON.stringify(pixels)))).to.deep.equal(pixels);
  });

  it("shrinks a grey PNG", () => {
    const grey = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => (at * 7) % 256);
    const path = write("digit.png", encodePng({ width: SIDE, height: SIDE, pixels: grey }));
    expect(readDigitPicture(path)).to.deep.equal(shrinkDigit([...grey].map((shade) => shade / 255)));
  });

  it("refuses pictures of another size or shade, and what is no picture", () => {
    const small = encodePng({ width: 2, height: 2, pixels: new Uint8Array(4) });
    expect(() => readDigitPicture(write("small.png", small))).to.throw(InputError, "2 x 2");
    for (const wrong of [pixels.slice(1), pixels.with(0, 16), pixels.with(0, 0.5), {}]) {
      expect(() => readDigitPicture(write("wrong.json", JSON.stringify(wrong)))).to.throw(InputError, "196");
    }
    expect(() => readDigitPicture(write("broken.json", "{"))).to.throw(InputError, "196");
    expect(() => readDigitPicture(join(folder, "missing.png"))).to.throw(InputError, "no file");
  });
});
