import { expect } from "chai";

import { decodePng } from "../../../sdk/inference/images/decodePng.ts";
import { encodePng } from "../../../sdk/inference/images/encodePng.ts";
import { ImageMalformedError } from "../../../sdk/inference/images/imageMalformedError.ts";
import type { PixelImage } from "../../../sdk/inference/images/pixelImage.ts";
import { compareScores } from "../../../sdk/inference/scores/compareScores.ts";
import { computeGrainHash } from "../../../sdk/inference/scores/computeGrainHash.ts";
import { computeImageScore } from "../../../sdk/inference/scores/computeImageScore.ts";
import { computePerceptualHash } from "../../../sdk/inference/scores/computePerceptualHash.ts";
import { computeTextScore } from "../../../sdk/inference/scores/computeTextScore.ts";
import { cosineTransform } from "../../../sdk/inference/scores/cosineTransform.ts";
import { hammingDistance } from "../../../sdk/inference/scores/hammingDistance.ts";

const SIDE = 32;
const draw = (level: (x: number, y: number) => number, side = SIDE): PixelImage => ({
  width: side,
  height: side,
  pixels: Uint8Array.from({ length: side * side }, (_, index) => level(index % side, Math.floor(index / side))),
});
const wave = (phase: number, side = SIDE) =>
  draw((x, y) => 128 + 90 * Math.sin((6 * x) / side + phase) * Math.cos((9 * y * x) / side / side + 2 * phase), side);
const flat = draw(() => 77);

/** A score of some blocks, the last of which has so many bits set. */
function scoreWith(blocks: number, bits: number): Uint8Array {
  const score = new Uint8Array(8 * blocks);
  for (let bit = 0; bit < bits; bit++) score[8 * (blocks - 1) + (bit >> 3)]! |= 1 << (bit & 7);
  return score;
}

describe("hammingDistance", () => {
  it("counts the bits that differ", () => {
    expect(hammingDistance(Uint8Array.of(0xff, 0x00, 0x0f), Uint8Array.of(0x00, 0x00, 0x1f))).to.equal(9);
  });

  it("knows no distance between strings of different lengths", () => {
    expect(() => hammingDistance(new Uint8Array(1), new Uint8Array(2))).to.throw(RangeError, "1 and 2 bytes");
  });
});

describe("compareScores", () => {
  it("finds images alike below the threshold in each block, and not at it", () => {
    expect(compareScores("image", scoreWith(3, 0), scoreWith(3, 4))).to.equal(true);
    expect(compareScores("image", scoreWith(3, 0), scoreWith(3, 5))).to.equal(false);
    expect(compareScores("image", scoreWith(3, 0), scoreWith(3, 23), 24)).to.equal(true);
  });

  it("finds no images alike with a threshold of 0", () => {
    expect(compareScores("image", scoreWith(1, 0), scoreWith(1, 0), 0)).to.equal(false);
  });

  it("does not add up the distances of blocks", () => {
    const spread = Uint8Array.from({ length: 64 }, (_, index) => (index % 8 === 0 ? 0x0f : 0));

    expect(compareScores("image", new Uint8Array(64), spread)).to.equal(true);
  });

  it("finds nothing like a part of a block, a score of another length, or no score", () => {
    expect(compareScores("image", new Uint8Array(12), new Uint8Array(12))).to.equal(false);
    expect(compareScores("image", new Uint8Array(8), new Uint8Array(16))).to.equal(false);
    expect(compareScores("image", new Uint8Array(0), new Uint8Array(0))).to.equal(false);
    expect(compareScores("text", new Uint8Array(0), new Uint8Array(0))).to.equal(false);
  });

  it("finds texts alike only when every bit is", () => {
    expect(compareScores("text", new Uint8Array(32), new Uint8Array(32))).to.equal(true);
    expect(compareScores("text", new Uint8Array(32), scoreWith(4, 1))).to.equal(false);
  });

  it("finds no texts alike whose scores are no whole digests", () => {
    expect(compareScores("text", new Uint8Array(40), new Uint8Array(40))).to.equal(false);
  });

  it("compares what fine-tuned models draw as images", () => {
    expect(compareScores("fineTune", scoreWith(3, 0), scoreWith(3, 4))).to.equal(true);
    expect(compareScores("fineTune", scoreWith(3, 0), scoreWith(3, 5))).to.equal(false);
  });
});

describe("cosineTransform", () => {
  it("finds one wave where one is", () => {
    const image = draw((x) => 128 + 100 * Math.cos((Math.PI * 3 * (x + 0.5)) / SIDE));
    const frequencies = cosineTransform(image, 8);

    expect(Math.abs(frequencies[3]! - (100 * SIDE) / Math.SQRT2)).to.be.below(SIDE);
    expect(Math.abs(frequencies[4]!)).to.be.below(SIDE);
    expect(Math.abs(frequencies[0]! - 128 * SIDE)).to.be.below(SIDE);
  });
});

describe("The perceptual hash", () => {
  it("has 64 bits, of which half are set", () => {
    expect(computePerceptualHash(wave(1))).to.have.lengthOf(8);
    expect(hammingDistance(computePerceptualHash(wave(1)), new Uint8Array(8))).to.equal(32);
  });

  it("hardly minds another size", () => {
    const distance = hammingDistance(computePerceptualHash(wave(1)), computePerceptualHash(wave(1, 2 * SIDE)));

    expect(distance).to.be.below(5);
  });

  it("tells pictures apart", () => {
    expect(hammingDistance(computePerceptualHash(wave(1)), computePerceptualHash(wave(3)))).to.be.above(5);
  });

  it("is the same for a picture of one level as for any other of one level", () => {
    expect(computePerceptualHash(flat)).to.deep.equal(computePerceptualHash(draw(() => 200)));
  });
});

describe("The fine hash", () => {
  it("minds another size", () => {
    const distance = hammingDistance(computeGrainHash(wave(1)), computeGrainHash(wave(1, 2 * SIDE)));

    expect(distance).to.be.above(15);
  });

  it("does not mind one pixel that was rounded the other way", () => {
    for (let index = 0; index < SIDE * SIDE; index += 37) {
      const image = wave(1);
      image.pixels[index]! += 1;

      expect(hammingDistance(computeGrainHash(image), computeGrainHash(wave(1)))).to.be.below(5);
    }
  });
});

describe("The score of images", () => {
  it("has both hashes of each file in its order", () => {
    const files = [wave(1), wave(2)].map((image, index) => ({ name: `image-0${index}.png`, bytes: encodePng(image) }));
    const hashes = [wave(1), wave(2)].flatMap((image) => [computePerceptualHash(image), computeGrainHash(image)]);

    expect(Buffer.from(computeImageScore(files))).to.deep.equal(Buffer.concat(hashes));
  });

  it("is computed from no file that is no picture", () => {
    const files = [{ name: "image-00.png", bytes: new TextEncoder().encode("no picture, although long enough to be") }];

    expect(() => computeImageScore(files))
      .to.throw(ImageMalformedError)
      .that.includes({ code: "IMAGE_MALFORMED" });
  });
});

describe("The score of text", () => {
  it("is SHA-256 of each file", () => {
    const files = ["abc", ""].map((words, index) => ({
      name: `${index}.json`,
      bytes: new TextEncoder().encode(words),
    }));

    expect(Buffer.from(computeTextScore(files)).toString("hex")).to.equal(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" +
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });
});

describe("A picture's file", () => {
  it("comes back as it was", () => {
    expect(decodePng(encodePng(wave(1)))).to.deep.equal(wave(1));
  });

  it("is refused for its size before its pixels are looked at", () => {
    const bytes = encodePng(flat);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 2 ** 31);

    expect(() => decodePng(bytes))
      .to.throw(ImageMalformedError)
      .that.includes({ reason: `it says that it has ${2 ** 31} times ${SIDE} pixels` });
  });

  it("is refused when it is cut off or altered", () => {
    const bytes = encodePng(wave(1));
    const altered = Uint8Array.from(bytes);
    altered[bytes.length - 30]! ^= 1;

    expect(() => decodePng(bytes.subarray(0, 20))).to.throw(ImageMalformedError);
    expect(() => decodePng(bytes.subarray(0, bytes.length - 40))).to.throw(ImageMalformedError);
    expect(() => decodePng(altered)).to.throw(ImageMalformedError);
  });
});
