import { encode } from "fast-png";

import type { PixelImage } from "./pixelImage.ts";

/** Writes a grey picture as a PNG file. */
export function encodePng({ width, height, pixels }: PixelImage): Uint8Array {
  return encode({ width, height, data: pixels, depth: 8, channels: 1 });
}
