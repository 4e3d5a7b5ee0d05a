import { readFileSync } from "node:fs";

import { shrinkDigit } from "../../sdk/digits/shrinkDigit.ts";
import { decodePng } from "../../sdk/inference/images/decodePng.ts";
import { InputError } from "./inputError.ts";

const [SIDE, PIXELS, SHADES] = [28, 196, 16];
const WHITE = 255;

/**
 * Reads a picture as the model of digits takes it.
 *
 * @param path A grey PNG of 28 x 28 pixels, or a JSON file with 196 whole numbers from 0 to 15.
 * @throws {InputError} when it is neither.
 */
export function readDigitPicture(path: string): number[] {
  const bytes = readBytes(path);
  return path.endsWith(".json") ? readPixels(path, bytes.toString("utf8")) : readPng(path, bytes);
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new InputError(`There is no file ${path} that can be read.`);
  }
}

function readPixels(path: string, text: string): number[] {
  const pixels = parse(text);
  const isPicture =
    Array.isArray(pixels) &&
    pixels.length === PIXELS &&
    pixels.every((pixel) => Number.isInteger(pixel) && pixel >= 0 && pixel < SHADES);
  if (!isPicture) throw new InputError(`${path} does not hold ${PIXELS} whole numbers from 0 to ${SHADES - 1}.`);
  return pixels as number[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readPng(path: string, bytes: Buffer): number[] {
  const { width, height, pixels } = decodePng(bytes);
  if (width !== SIDE || height !== SIDE) {
    throw new InputError(`${path} has ${width} x ${height} pixels, not ${SIDE} x ${SIDE}.`);
  }
  return shrinkDigit([...pixels].map((pixel) => pixel / WHITE));
}
