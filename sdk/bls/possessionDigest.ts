import { AbiCoder, keccak256 } from "ethers";

/** Whom a proof of possession is for. */
export interface PossessionDigestParameters {
  readonly chainId: number | bigint;
  /** Address of the registry that the key is brought to. */
  readonly registry: string;
  /** The operator's account. */
  readonly controller: string;
  /** Hex, 192 bytes. */
  readonly publicKey: string;
}

/** What a proof of possession signs: as `BlsKeyKind.possessionDigest`. */
export function possessionDigest(parameters: PossessionDigestParameters): string {
  const { chainId, registry, controller, publicKey } = parameters;
  const types = ["uint256", "address", "address", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, registry, controller, keccak256(publicKey)]));
}
