import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { findOversized } from "../../scripts/checks/sizes.ts";

const LARGEST = 24_576 - 1_024;
const LONGEST = 400;

describe("findOversized", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "muster-sizes-"));
    mkdirSync(join(root, "artifacts/contracts/core/A.sol"), { recursive: true });
    mkdirSync(join(root, "contracts/core"), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function writeArtifact(contractName: string, bytes: number, sourceName = "contracts/core/A.sol"): void {
    const artifact = { contractName, sourceName, deployedBytecode: `0x${"00".repeat(bytes)}` };
    writeFileSync(join(root, `artifacts/contracts/core/A.sol/${contractName}.json`), JSON.stringify(artifact));
  }

  it("passes a contract of the largest size", () => {
    writeArtifact("A", LARGEST);

    expect(findOversized(root)).to.deep.equal([]);
  });

  it("reports a contract one byte larger", () => {
    writeArtifact("A", LARGEST + 1);

    expect(findOversized(root)).to.deep.equal(["A has 23553 bytes of runtime code, 23552 are allowed"]);
  });

  it("passes over Solidity tests", () => {
    writeArtifact("ATest", LARGEST + 1, "contracts/core/A.t.sol");

    expect(findOversized(root)).to.deep.equal([]);
  });

  it("reports a source of too many lines", () => {
    writeFileSync(join(root, "contracts/core/A.sol"), "//\n".repeat(LONGEST));
    writeFileSync(join(root, "contracts/core/B.sol"), "//\n".repeat(LONGEST + 1));

    expect(findOversized(root)).to.deep.equal(["contracts/core/B.sol has 401 lines, 400 are allowed"]);
  });
});
