import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { id, ZeroAddress } from "ethers";

import { jobLeaves, type Receipt } from "../../../sdk/jobs/jobLeaves.ts";

const receipt: Receipt = {
  homeChainId: 1n,
  market: ZeroAddress,
  job: id("job"),
  slot: 0n,
  execution: 3n,
  processor: ZeroAddress,
  outputHash: id("output"),
  isSuccess: true,
};

describe("jobLeaves", () => {
  it("hashes a leaf as the standard tree does", () => {
    const rows = [receipt, { ...receipt, execution: 4n }].map(jobLeaves.receipt.rowOf);
    const tree = StandardMerkleTree.of(rows, [...jobLeaves.receipt.types]);
    expect(tree.leafHash(rows[0]!)).to.equal(jobLeaves.receipt.hashOf(receipt));
  });

  it("gives each outcome a leaf of its own", () => {
    const other = { ...receipt, isSuccess: false };
    expect(jobLeaves.receipt.hashOf(other)).to.not.equal(jobLeaves.receipt.hashOf(receipt));
  });
});
