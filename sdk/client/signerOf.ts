import type { ContractRunner, Signer } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import type { MusterClient } from "./musterClient.ts";

/**
 * The account behind a client.
 *
 * @throws {BaseError} `CLIENT_CANNOT_SIGN` when the client can only read.
 */
export function signerOf({ runner }: MusterClient): Signer {
  if (!isSigner(runner))
    throw new BaseError("CLIENT_CANNOT_SIGN", "The client can only read: connect it with a signer.");
  return runner;
}

function isSigner(runner: ContractRunner): runner is Signer {
  return "getAddress" in runner && "signTypedData" in runner;
}
