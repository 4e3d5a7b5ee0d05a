import type { Signer } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { SoftwareDevice } from "../../../sdk/devices/createSoftwareDevice.ts";
import type { AdvertiseParameters } from "../../../sdk/jobs/advertise.ts";
import type { Logger } from "../../logger.ts";
import type { Elsewhere } from "./destinations/elsewhere.ts";
import type { PostOutputTerms } from "./destinations/postOutput.ts";
import type { FetchScriptTerms } from "./fetchScript.ts";
import type { ScriptLimits } from "./sandbox/scriptLimits.ts";

/** The device whose signature stands for secure hardware; `createSoftwareDevice` makes one that proves nothing. */
export interface ProcessorDevice extends Pick<SoftwareDevice, "x" | "y"> {
  /**
   * Signs by ECDSA over SHA-256 of the digest's 32 bytes.
   *
   * @param digest Hex, 32 bytes.
   * @returns Hex, 64 bytes, as `normalizeDeviceSignature` makes it.
   */
  readonly sign: (digest: string) => string | Promise<string>;
}

/** How a processor works where it does not matter to others. */
export interface ProcessorTerms {
  /** What jobs do not say themselves. */
  readonly limits: Pick<ScriptLimits, "outputBytes" | "logBytes" | "responseBytes" | "requestTimeoutMs">;
  readonly content: Omit<FetchScriptTerms, "allowsPrivateNetwork">;
  readonly delivery: Pick<PostOutputTerms, "timeoutMs" | "maxAttempts" | "retryMs">;
  /** Whether scripts and deliveries may reach addresses that are not on the public internet. */
  readonly allowsPrivateNetwork: boolean;
  /**
   * Milliseconds of an execution's window that are kept for its report; at most a quarter of what the market gives
   * beside the duration.
   */
  readonly reportMarginMs: number;
  /** Milliseconds that the processors of lower slots have to settle a job first, each. */
  readonly settlePatienceMs: number;
  /** Milliseconds between collecting what a job has earned so far. */
  readonly collectEveryMs: number;
  /** Milliseconds that scripts have to finish when the processor is stopped. */
  readonly stopGraceMs: number;
}

/** What a processor needs. */
export interface ProcessorRole {
  /** The suite, seen by the operator's controller. */
  readonly client: MusterClient;
  /** The controller; pays for the transactions, and nothing but this daemon should use its nonces. */
  readonly signer: Signer;
  /** What it offers. */
  readonly offer: Omit<AdvertiseParameters, "overrides">;
  readonly terms: ProcessorTerms;
  /** Keeps all that must survive a restart. One directory a processor. */
  readonly dataDir: string;
  /** Hex, 32 bytes; secrets are sealed to its key. Without it jobs that ask for secrets are declined. */
  readonly encryptionSecret?: string | undefined;
  /** Where consumers bring secrets. */
  readonly door?: { readonly port: number; readonly host: string } | undefined;
  /** Signs outputs of jobs that ask for secure hardware, which are declined without it. */
  readonly device?: ProcessorDevice | undefined;
  /** Delivers to other chains. Without it jobs that ask for that are declined. */
  readonly elsewhere?: Elsewhere | undefined;
  /**
   * The chain's time in milliseconds; by default the clock of this machine.
   *
   * @param blockMs The time of the newest block, which a local chain whose time was moved goes by.
   */
  readonly clock?: ((blockMs: number) => number) | undefined;
  readonly logger: Logger;
  /** Stops the processor when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number | undefined;
}
