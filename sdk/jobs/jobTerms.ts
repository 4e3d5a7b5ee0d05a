import { hexlify, randomBytes, ZeroAddress, ZeroHash } from "ethers";

import { hashProcessors } from "./hashProcessors.ts";

/** Whose processors may run a job; as `JobAccess` on-chain. */
export const JobAccess = { None: 0, Personal: 1, Selected: 2, Public: 3 } as const;

/** Where an output is delivered; as `DestinationKind` on-chain. */
export const DestinationKind = { None: 0, SameChain: 1, Web: 2, OtherChain: 3 } as const;

/** Where an execution runs; as `JobRuntime` on-chain. */
export const JobRuntime = { Open: 0, SecureHardware: 1, ZeroKnowledge: 2 } as const;

/** When a job runs, in milliseconds; see `JobSchedule` on-chain. */
export interface JobSchedule {
  /** 0 means on demand: one execution, as soon as it is matched. */
  readonly startTime: bigint;
  /** No execution starts at or after it; on demand, the job is matched before it. */
  readonly endTime: bigint;
  /** 0 on demand. */
  readonly interval: bigint;
  readonly duration: bigint;
  readonly maxStartDelay: bigint;
}

/** What an execution needs of its processor. */
export interface JobNeeds {
  readonly memoryBytes: bigint;
  readonly networkRequests: bigint;
  readonly storageBytes: bigint;
  /** Bit k set: module k is needed. */
  readonly modules: bigint;
  /** Parts per million; only where access is Public. */
  readonly minReputation: bigint;
}

/** Where an output is delivered. */
export interface Destination {
  readonly kind: number;
  /** The other chain, else 0. */
  readonly chainId: bigint;
  /** The contract that is called; of a web endpoint the key that signs its acknowledgments, or zero. */
  readonly target: string;
  readonly gasLimit: bigint;
  /** What a delivery earns beside the reward, in the job's currency. */
  readonly gasFee: bigint;
}

/** What the consumer promises, field by field as `JobTerms` on-chain. */
export interface JobTerms {
  readonly consumer: string;
  /** 32 bytes that make the job's id unique among jobs with equal terms. */
  readonly salt: string;
  /** The zero address is the native coin. */
  readonly currency: string;
  /** 0 means a script of one's own. */
  readonly template: bigint;
  /** Content hash of the script. */
  readonly script: string;
  readonly access: number;
  readonly processorsHash: string;
  readonly schedule: JobSchedule;
  readonly needs: JobNeeds;
  readonly slots: bigint;
  /** Most that one execution of one slot may cost. */
  readonly reward: bigint;
  readonly failureFee: bigint;
  readonly isMajority: boolean;
  readonly destination: Destination;
  readonly runtime: number;
  readonly verifier: string;
  readonly verifierTerms: string;
}

/** A job that needs nothing in particular. */
export const NO_NEEDS: JobNeeds = {
  memoryBytes: 0n,
  networkRequests: 0n,
  storageBytes: 0n,
  modules: 0n,
  minReputation: 0n,
};

/** Outputs stay on the market's record. */
export const NO_DESTINATION: Destination = {
  kind: DestinationKind.None,
  chainId: 0n,
  target: ZeroAddress,
  gasLimit: 0n,
  gasFee: 0n,
};

/** What must be said of a job's terms; the rest has defaults. */
export type BuildJobTermsParameters = Pick<JobTerms, "consumer" | "script" | "schedule" | "reward"> &
  Partial<Omit<JobTerms, "processorsHash">> & {
    /** The operators that the job names; empty where access is Public. */
    readonly processors?: readonly bigint[];
  };

/** Terms with the defaults: a random salt, native coin, one slot, public, nothing in particular needed, delivered nowhere. */
export function buildJobTerms({ processors = [], ...parameters }: BuildJobTermsParameters): JobTerms {
  return {
    salt: hexlify(randomBytes(32)),
    currency: ZeroAddress,
    template: 0n,
    access: JobAccess.Public,
    processorsHash: hashProcessors(processors),
    needs: NO_NEEDS,
    slots: 1n,
    failureFee: 0n,
    isMajority: false,
    destination: NO_DESTINATION,
    runtime: JobRuntime.Open,
    verifier: ZeroAddress,
    verifierTerms: ZeroHash,
    ...parameters,
  };
}
