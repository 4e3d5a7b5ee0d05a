import { bytesToHex } from "@noble/curves/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import type { CurvePoint } from "./curvePoint.ts";
import { packWords } from "./packWords.ts";

/** The name a coordinator knows a public key by: `keccak256(abi.encode(publicKey))`, 32 bytes of hex. */
export function vrfKeyHash(publicKey: CurvePoint): string {
  return `0x${bytesToHex(keccak_256(packWords(...publicKey)))}`;
}
