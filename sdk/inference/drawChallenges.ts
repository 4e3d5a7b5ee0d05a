import { AbiCoder, id, keccak256 } from "ethers";

/** Purpose of the seed that chooses the chunks; as `UploadDesk` on-chain. */
export const CHALLENGE = id("muster.inference.challenge");

/** What an upload is challenged by. */
export interface DrawChallengesParameters {
  /** Hex, 32 bytes: the beacon's seed for market and task, with `CHALLENGE` as its purpose. */
  readonly seed: string;
  /** How many chunks are proven. */
  readonly challenges: number;
  /** Chunks of the upload. */
  readonly chunkCount: number;
}

/** The chunks that an upload must be proven at, from 0; one may be there twice. As `challengesOf` on-chain. */
export function drawChallenges({ seed, challenges, chunkCount }: DrawChallengesParameters): number[] {
  return Array.from({ length: challenges }, (_, at) => {
    const word = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [seed, at]));
    return Number(BigInt(word) % BigInt(chunkCount));
  });
}
