import type { PixelImage } from "../images/pixelImage.ts";

/**
 * The lowest frequencies of a picture, in grey levels: `size` times `size` numbers of its discrete cosine transform
 * (type II, orthonormal), row by row of vertical frequencies.
 */
export function cosineTransform({ width, height, pixels }: PixelImage, size: number): Float64Array {
  const across = waves(width, size);
  const down = waves(height, size);
  const rows = new Float64Array(height * size);
  for (let y = 0; y < height; y++) {
    for (let u = 0; u < size; u++) {
      let sum = 0;
      for (let x = 0; x < width; x++) sum += pixels[y * width + x]! * across[u * width + x]!;
      rows[y * size + u] = sum;
    }
  }
  const frequencies = new Float64Array(size * size);
  for (let v = 0; v < size; v++) {
    for (let y = 0; y < height; y++) {
      const wave = down[v * height + y]!;
      for (let u = 0; u < size; u++) frequencies[v * size + u]! += wave * rows[y * size + u]!;
    }
  }
  return frequencies;
}

function waves(length: number, size: number): Float64Array {
  return Float64Array.from({ length: size * length }, (_, index) => {
    const [frequency, place] = [Math.floor(index / length), index % length];
    const norm = Math.sqrt((frequency === 0 ? 1 : 2) / length);
    return norm * Math.cos((Math.PI * frequency * (place + 0.5)) / length);
  });
}
