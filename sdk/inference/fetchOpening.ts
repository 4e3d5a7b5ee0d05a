import { dataSlice, hexlify } from "ethers";

import { downloadBlob } from "../availability/downloadBlob.ts";
import { listBlobs } from "../availability/listBlobs.ts";
import { decryptParameters } from "../cipher/decryptParameters.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { BaseError } from "../errors/baseError.ts";
import { hashScoreCommitment } from "./hashScoreCommitment.ts";
import type { ScoreOpening, ScoreRecord } from "./inferenceOrder.ts";
import { taskContextOf } from "./taskContextOf.ts";

const SALT_BYTES = 32;

/** Of which task, from whom. */
export interface FetchOpeningParameters {
  /** Base address of a relay. */
  readonly relay: string;
  readonly id: string;
  /** Operator of its node. */
  readonly node: number;
  /** What the node committed itself to. */
  readonly score: ScoreRecord;
  /** Hex, 32 bytes: the application's. */
  readonly encryptionSecret: string;
  readonly signal?: AbortSignal;
}

/**
 * Fetches what opens a score commitment.
 *
 * @returns `undefined` when the relay has nothing that opens it.
 * @throws {RelayError} when the relay is not reached.
 */
export async function fetchOpening(
  { deployment }: MusterClient,
  { relay, id, node, score, encryptionSecret, signal }: FetchOpeningParameters,
): Promise<ScoreOpening | undefined> {
  const { chainId, addresses } = deployment;
  const market = addresses.inference;
  const ending = signal && { signal };
  const context = taskContextOf({ chainId, market, id, kind: "Opening" });
  for (const blob of await listBlobs({ relay, market, taskId: id, ...ending })) {
    if (blob.kind !== "Opening") continue;
    const opening = open(await downloadBlob({ relay, blob, ...ending }));
    if (opening && hashScoreCommitment({ id, node, resultRoot: score.resultRoot, opening }) === score.scoreCommitment) {
      return opening;
    }
  }
  return undefined;

  /** A node may upload what it likes; what does not open is as if it were not there. */
  function open(ciphertext: Uint8Array): ScoreOpening | undefined {
    try {
      const opened = hexlify(decryptParameters({ ciphertext, secretKey: encryptionSecret, context }));
      return { salt: dataSlice(opened, 0, SALT_BYTES), score: dataSlice(opened, SALT_BYTES) };
    } catch (error) {
      if (error instanceof BaseError || error instanceof RangeError) return undefined;
      throw error;
    }
  }
}
