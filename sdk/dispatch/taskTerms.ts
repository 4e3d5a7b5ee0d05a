import { dataSlice, hexlify, id, randomBytes, ZeroAddress, ZeroHash } from "ethers";

/** Who is paid when the actor consumes a result; as `PayoutPolicy` on-chain. */
export const PayoutPolicy = { ConsumedOnly: 0, MatchingConsumed: 1, AllValid: 2 } as const;

/** The proof a result must come with; as `ProofType` on-chain. */
export const ProofType = { None: 0, DeviceAttestation: 1, Groth16: 2, Custom: 3 } as const;

/** The proof that a task requests. */
export interface ProofRequest {
  readonly proofType: number;
  readonly verifier: string;
  readonly termsHash: string;
}

/** The actor's callback. Gas in units, money in wei. */
export interface CallbackRequest {
  readonly target: string;
  /** Four bytes. */
  readonly selector: string;
  /** 0 means no callback. */
  readonly gasLimit: number;
  /** Most wei a unit of gas, above the base fee, that an executor is refunded. */
  readonly maxTip: bigint;
  readonly budget: bigint;
}

/** What the actor promises, field by field as `TaskTerms` on-chain. */
export interface TaskTerms {
  readonly actor: string;
  /** 32 bytes that make the task's id unique among tasks with equal terms. */
  readonly salt: string;
  /** The zero address is the native coin. */
  readonly currency: string;
  readonly paymentPerRunner: bigint;
  readonly payoutPolicy: number;
  /** One word; see `encodeResultSchema`. */
  readonly schema: string;
  readonly schemaValidator: string;
  readonly proof: ProofRequest;
  readonly callback: CallbackRequest;
  /** Blocks. */
  readonly consumeBlocks: number;
  /** Blocks; 0 means results are sent in the open. */
  readonly commitBlocks: number;
  readonly revealBlocks: number;
}

/** The function that a callback calls unless the actor says otherwise. */
export const ON_RESULTS_SELECTOR = dataSlice(id("onResults(bytes32,address[],uint8[],bytes[],uint8,uint8)"), 0, 4);

/** A task that asks for no proof. */
export const NO_PROOF: ProofRequest = { proofType: ProofType.None, verifier: ZeroAddress, termsHash: ZeroHash };

/** A task without a callback: its results are consumed later, or settled by default. */
export const NO_CALLBACK: CallbackRequest = {
  target: ZeroAddress,
  selector: "0x00000000",
  gasLimit: 0,
  maxTip: 0n,
  budget: 0n,
};

/** What must be said of a task's terms; the rest has defaults. */
export type BuildTermsParameters = Pick<TaskTerms, "actor" | "paymentPerRunner" | "schema"> & Partial<TaskTerms>;

/** Terms with the defaults: a random salt, native coin, the consumed runner alone is paid, no proof, no callback, sent in the open. */
export function buildTerms(parameters: BuildTermsParameters): TaskTerms {
  return {
    salt: hexlify(randomBytes(32)),
    currency: ZeroAddress,
    payoutPolicy: PayoutPolicy.ConsumedOnly,
    schemaValidator: ZeroAddress,
    proof: NO_PROOF,
    callback: NO_CALLBACK,
    consumeBlocks: 50,
    commitBlocks: 0,
    revealBlocks: 0,
    ...parameters,
  };
}
