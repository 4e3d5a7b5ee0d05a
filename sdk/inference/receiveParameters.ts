import { dataSlice, getBytes, hexlify, keccak256 } from "ethers";

import { decryptParameters } from "../cipher/decryptParameters.ts";
import { ParametersRefusedError } from "../cipher/parametersRefusedError.ts";
import { hashParametersCommitment } from "./hashParametersCommitment.ts";
import { ParametersMismatchError } from "./parametersMismatchError.ts";
import { taskContextOf } from "./taskContextOf.ts";

const SALT_BYTES = 32;

/** What came, and for which task. */
export interface ReceiveParametersParameters {
  readonly ciphertext: Uint8Array;
  /** Hex, 32 bytes: the node's encryption secret. */
  readonly secretKey: string;
  readonly chainId: number;
  readonly market: string;
  readonly id: string;
  /** What the task's terms commit to. */
  readonly commitment: string;
}

/**
 * Decrypts parameters, and checks that they are those that the task committed to.
 *
 * @throws {ParametersMismatchError} when they are not, or cannot be decrypted: the node reports `ParametersMismatch`.
 */
export function receiveParameters(parameters: ReceiveParametersParameters): Uint8Array {
  const { ciphertext, secretKey, chainId, market, id, commitment } = parameters;
  const opened = hexlify(open());
  if (dataSlice(opened, 0).length < 2 + 2 * SALT_BYTES) throw new ParametersMismatchError(id, "they are too short");
  const [salt, bytes] = [dataSlice(opened, 0, SALT_BYTES), dataSlice(opened, SALT_BYTES)];
  if (hashParametersCommitment({ parametersHash: keccak256(bytes), salt }) !== commitment) {
    throw new ParametersMismatchError(id, "they are not what it committed to");
  }
  return getBytes(bytes);

  function open(): Uint8Array {
    const context = taskContextOf({ chainId, market, id, kind: "Parameters" });
    try {
      return decryptParameters({ ciphertext, secretKey, context });
    } catch (error) {
      if (error instanceof ParametersRefusedError)
        throw new ParametersMismatchError(id, error.message, { cause: error });
      throw error;
    }
  }
}
