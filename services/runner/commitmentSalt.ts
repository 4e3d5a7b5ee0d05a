import { createHmac } from "node:crypto";

import { getBytes } from "ethers";

/**
 * The salt of a runner's commitment, derived and not stored, so that it can be revealed after a restart.
 *
 * @param key The runner's secret; whoever knows it can guess results from commitments.
 * @returns 32 bytes of hex.
 */
export function commitmentSalt(key: Uint8Array, taskId: string): string {
  return `0x${createHmac("sha256", key).update(getBytes(taskId)).digest("hex")}`;
}
