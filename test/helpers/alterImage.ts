import type { PixelImage } from "../../sdk/inference/images/pixelImage.ts";

const WHITE = 255;

/** What somebody does to a picture. */
export interface AlterImage {
  /** Adds up to so many grey levels to each pixel, or takes them away. */
  noise(image: PixelImage, levels: number, random: () => number): PixelImage;
  /** Makes it half as wide and high, and then smoothly as large as before. */
  halfAndBack(image: PixelImage): PixelImage;
  /** Makes each pixel four. */
  double(image: PixelImage): PixelImage;
}

export const alterImage: AlterImage = {
  noise: ({ width, height, pixels }, levels, random) => ({
    width,
    height,
    pixels: pixels.map((pixel) => clamp(pixel + Math.round((2 * random() - 1) * levels), WHITE)),
  }),
  halfAndBack(image) {
    const half = paint(image.width / 2, image.height / 2, (x, y) => {
      const four = [0, 1].flatMap((dy) => [0, 1].map((dx) => at(image, 2 * x + dx, 2 * y + dy)));
      return four.reduce((sum, pixel) => sum + pixel, 0) / four.length;
    });
    return paint(image.width, image.height, (x, y) => between(half, (x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5));
  },
  double: (image) => paint(2 * image.width, 2 * image.height, (x, y) => at(image, x >> 1, y >> 1)),
};

function paint(width: number, height: number, level: (x: number, y: number) => number): PixelImage {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) =>
    Math.round(level(index % width, Math.floor(index / width))),
  );
  return { width, height, pixels };
}

function at({ width, height, pixels }: PixelImage, x: number, y: number): number {
  return pixels[clamp(y, height - 1) * width + clamp(x, width - 1)]!;
}

/** Of the four pixels around a place, the nearer ones more. */
function between(image: PixelImage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const row = (line: number) => at(image, left, line) * (1 - right) + at(image, left + 1, line) * right;
  return row(top) * (1 - down) + row(top + 1) * down;
}

function clamp(value: number, highest: number): number {
  return Math.max(0, Math.min(highest, value));
}
