import { proveVrf } from "./proveVrf.ts";
import { provenSeed } from "./provenSeed.ts";
import { publicKeyOf } from "./publicKeyOf.ts";
import type { RandomnessRequest } from "./randomnessRequest.ts";
import type { RequestCommitment } from "./requestCommitment.ts";
import { vrfKeyHash } from "./vrfKeyHash.ts";
import { VrfKeyHashMismatchError } from "./vrfKeyHashMismatchError.ts";
import type { VrfProof } from "./vrfProof.ts";

/** What an answer is made from. */
export interface BuildFulfillmentParameters {
  readonly request: RandomnessRequest;
  /** Hash of the block that holds the request, 32 bytes of hex. */
  readonly blockHash: string;
  /** The VRF key, a scalar in 1 … group order - 1. */
  readonly secretKey: bigint;
}

/** The first two arguments of `fulfillRandomWords`. */
export interface BuildFulfillmentReturnType {
  /** As proven, but with the request's pre-seed for its seed: the coordinator mixes in the block hash itself. */
  readonly proof: VrfProof;
  readonly commitment: RequestCommitment;
}

/**
 * Builds the answer to one request: `fulfillRandomWords(proof, commitment, false)` delivers it.
 *
 * @throws {VrfKeyHashMismatchError} when the request asks another key: that answer could not land.
 * @throws {VrfSecretKeyOutOfRangeError} when the key is not in 1 … group order - 1.
 */
export function buildFulfillment(parameters: BuildFulfillmentParameters): BuildFulfillmentReturnType {
  const { request, blockHash, secretKey } = parameters;
  const { blockNumber, subId, callbackGasLimit, numWords, sender, extraArgs } = request;
  const keyHash = vrfKeyHash(publicKeyOf(secretKey));
  if (request.keyHash !== keyHash) throw new VrfKeyHashMismatchError(request.keyHash, keyHash);

  const proof = proveVrf({ secretKey, seed: provenSeed(request.preSeed, blockHash) });
  return {
    proof: { ...proof, seed: request.preSeed },
    commitment: { blockNum: BigInt(blockNumber), subId, callbackGasLimit, numWords, sender, extraArgs },
  };
}
