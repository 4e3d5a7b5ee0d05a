import { bls12_381 } from "@noble/curves/bls12-381.js";
import { concat, toBeHex } from "ethers";

const { Fp, Fp2 } = bls12_381.fields;
const write = (...limbs: bigint[]) => concat(limbs.map((limb) => toBeHex(limb, 48)));

/** A pair of field elements that is not on the curve of G1, as it travels. */
export const offCurveG1 = write(1n, 1n);
/** The same of G2. */
export const offCurveG2 = write(1n, 0n, 1n, 0n);
/** A point of G1's curve that is outside the subgroup: nearly every point is. */
export const outsideG1 = firstOutsideG1();
/** The same of G2. */
export const outsideG2 = firstOutsideG2();

function firstOutsideG1(): string {
  for (let x = 1n; ; x++) {
    const square = Fp.add(Fp.pow(x, 3n), 4n);
    if (Fp.eql(Fp.pow(square, (Fp.ORDER - 1n) / 2n), Fp.ONE)) return write(x, Fp.sqrt(square));
  }
}

function firstOutsideG2(): string {
  for (let c0 = 1n; ; c0++) {
    const x = { c0, c1: 0n };
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), { c0: 4n, c1: 4n });
    if (!Fp2.eql(Fp2.pow(square, (Fp2.ORDER - 1n) / 2n), Fp2.ONE)) continue;
    const y = Fp2.sqrt(square);
    return write(x.c0, x.c1, y.c0, y.c1);
  }
}
