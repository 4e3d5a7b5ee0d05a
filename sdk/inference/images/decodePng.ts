import { decode } from "fast-png";

import { ImageMalformedError } from "./imageMalformedError.ts";
import type { PixelImage } from "./pixelImage.ts";

const MAX_SIDE = 4_096;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Where a PNG file has its width; its height follows. */
const SIZE_AT = 16;
const SIGNATURE_AND_HEADER_BYTES = 33;

/**
 * Reads a PNG file of eight bits and one channel, from a stranger: how large it says it is comes first, so that a small
 * file cannot fill the memory.
 *
 * @throws ImageMalformedError
 */
export function decodePng(bytes: Uint8Array): PixelImage {
  if (bytes.length < SIGNATURE_AND_HEADER_BYTES) throw new ImageMalformedError("it ends before its header");
  if (bytes.length > MAX_FILE_BYTES) throw new ImageMalformedError(`it has more than ${MAX_FILE_BYTES} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(SIZE_AT), view.getUint32(SIZE_AT + 4)];
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_SIDE) {
    throw new ImageMalformedError(`it says that it has ${width} times ${height} pixels`);
  }
  const { data, depth, channels } = read(bytes);
  if (depth !== 8 || channels !== 1 || !(data instanceof Uint8Array) || data.length !== width * height) {
    throw new ImageMalformedError("it is not grey, with eight bits a pixel");
  }
  return { width, height, pixels: data };
}

function read(bytes: Uint8Array) {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    throw new ImageMalformedError((error as Error).message, { cause: error });
  }
}
