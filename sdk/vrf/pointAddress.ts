import { numberToHexUnpadded } from "@noble/curves/utils.js";
import { getAddress } from "ethers";

import type { CurvePoint } from "./curvePoint.ts";
import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

/** The Ethereum address of a curve point: the last 20 bytes of its keccak hash, checksummed. */
export function pointAddress(point: CurvePoint): string {
  const address = keccakWord(packWords(...point)) & ((1n << 160n) - 1n);
  return getAddress(`0x${numberToHexUnpadded(address).padStart(40, "0")}`);
}
