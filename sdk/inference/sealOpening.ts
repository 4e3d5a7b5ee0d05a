import { concat, getBytes } from "ethers";

import { encodePoint } from "../cipher/encodePoint.ts";
import { encryptParameters } from "../cipher/encryptParameters.ts";
import type { Point, ScoreOpening } from "./inferenceOrder.ts";
import { taskContextOf } from "./taskContextOf.ts";

/** What is hidden, and from whom it is not. */
export interface SealOpeningParameters {
  readonly opening: ScoreOpening;
  /** The application's, to whom alone a score is told before its group is disclosed. */
  readonly encryptionKey: Point;
  readonly chainId: number;
  readonly market: string;
  readonly id: string;
}

/** Encrypts what opens a score commitment to the application: its siblings' nodes must not copy the score. */
export function sealOpening({ opening, encryptionKey, chainId, market, id }: SealOpeningParameters): Uint8Array {
  const [x, y] = encryptionKey;
  const context = taskContextOf({ chainId, market, id, kind: "Opening" });
  const parameters = getBytes(concat([opening.salt, opening.score]));
  return encryptParameters({ parameters, nodeKey: encodePoint({ x, y }), context });
}
