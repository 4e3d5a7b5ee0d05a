import type { VrfProof } from "../../sdk/vrf/vrfProof.ts";

/** One field one off: a number, or the x of a point, plus one; an address with its last bit flipped. */
export function alterVrfProof(proof: VrfProof, field: keyof VrfProof): VrfProof {
  const value = proof[field];
  if (typeof value === "bigint") return { ...proof, [field]: value + 1n };
  if (typeof value === "string") return { ...proof, [field]: flipLastBit(value) };
  return { ...proof, [field]: [value[0] + 1n, value[1]] };
}

function flipLastBit(address: string): string {
  const flipped = BigInt(address) ^ 1n;
  return `0x${flipped.toString(16).padStart(40, "0")}`;
}
