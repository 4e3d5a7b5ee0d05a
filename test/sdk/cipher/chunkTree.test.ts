import { expect } from "chai";

import { chunkTreePath } from "../../../sdk/cipher/chunkTreePath.ts";
import { chunkTreeRoot } from "../../../sdk/cipher/chunkTreeRoot.ts";
import { hashPoseidon } from "../../../sdk/cipher/hashPoseidon.ts";
import { treeShape } from "../../../sdk/cipher/treeShape.ts";

const { arity, depth } = treeShape;
const LENGTH = 40_000;
const leaves = Array.from({ length: 70 }, (_, at) => BigInt(at + 1));

describe("sdk/cipher chunkTree", () => {
  it("has the shape it says", () => {
    expect(treeShape.maxChunks).to.equal(arity ** depth);
    expect(treeShape.chunkBytes).to.equal(treeShape.wordBytes * treeShape.wordsPerChunk);
    expect(treeShape.maxBytes).to.equal(treeShape.maxChunks * treeShape.chunkBytes);
  });

  for (const index of [0, 7, 8, 63, 64, 69]) {
    it(`leads from leaf ${index} to the root`, () => {
      const path = chunkTreePath(leaves, index);
      let node = leaves[index]!;
      for (const [level, children] of path.entries()) {
        expect(children[Math.floor(index / arity ** level) % arity]).to.equal(node);
        node = hashPoseidon(level === depth - 1 ? [...children, BigInt(LENGTH)] : children);
      }
      expect(node).to.equal(chunkTreeRoot(leaves, LENGTH));
    });
  }

  it("has another root for another length, leaf, order or count", () => {
    const [first, second, ...others] = leaves as [bigint, bigint, ...bigint[]];
    const roots = [
      chunkTreeRoot(leaves, LENGTH),
      chunkTreeRoot(leaves, LENGTH + 1),
      chunkTreeRoot([0n, second, ...others], LENGTH),
      chunkTreeRoot([second, first, ...others], LENGTH),
      chunkTreeRoot(leaves.slice(0, -1), LENGTH),
    ];
    expect(new Set(roots).size).to.equal(roots.length);
  });
});
