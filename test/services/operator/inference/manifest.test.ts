import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { loadModel, MODELS_DIR } from "../../../helpers/inference.ts";

/** Two megabytes: what everybody downloads with the project. */
const MAX_BYTES = 2 * 1024 * 1024;

const manifest = JSON.parse(readFileSync(join(MODELS_DIR, "manifest.json"), "utf8")) as Record<
  string,
  { file: string; id: string; bytes: number }
>;

describe("The models that come with the project", () => {
  it("are those of the manifest", () => {
    const files = readdirSync(MODELS_DIR).filter((name) => name !== "manifest.json");

    expect(Object.values(manifest).map(({ file }) => file)).to.have.members(files);
  });

  for (const [name, { file, id, bytes }] of Object.entries(manifest)) {
    it(`have the id and the size that the manifest says: ${file}`, () => {
      const model = loadModel(name);

      expect(model.id).to.equal(id);
      expect(model.bytes).to.have.lengthOf(bytes);
      expect(bytes).to.be.at.most(MAX_BYTES);
    });
  }
});
