import type { Signer } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { UploadSignals } from "../../../sdk/cipher/uploadSignals.ts";
import type { Groth16Proof } from "../../../sdk/proofs/groth16Proof.ts";
import type { Logger } from "../../logger.ts";
import type { InferenceEngine } from "./createInferenceEngine.ts";

/** Proves that a challenged chunk of an upload is of the committed result. */
export type ProveUpload = (signals: UploadSignals, signal?: AbortSignal) => Promise<Groth16Proof>;

/** What an inference node needs. */
export interface InferenceRole {
  /** The suite, seen by the operator's controller. */
  readonly client: MusterClient;
  /** The controller; pays for the transactions, and nothing but this daemon should use its nonces. */
  readonly signer: Signer;
  /** Hex, 32 bytes; parameters are encrypted to its key. It never reaches the log. */
  readonly encryptionSecret: string;
  /** Base address of the relay that it uploads to. */
  readonly relay: string;
  readonly engine: InferenceEngine;
  readonly proveUpload: ProveUpload;
  /** Keeps results until they are paid. One directory a node. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** Stops the node when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number | undefined;
  /**
   * Blocks that others have to draw a task's node or to close a round, before this node pays for it; 2 by default, and
   * one more for each operator before it in the alphabet of the round, so that not all pay at once.
   */
  readonly patienceBlocks?: number | undefined;
}
