/** A grey picture. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  /** From 0, black, to 255, white; row by row. */
  readonly pixels: Uint8Array;
}
