import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";

import { findUntestedErrors } from "../../scripts/checks/errors.ts";

const UNTESTED = "contracts/interfaces/IA.sol ANeedsMore is expected by no test";

describe("findUntestedErrors", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "muster-errors-"));
    write("contracts/interfaces/IA.sol", "    error ANeedsMore(uint256 given, uint256 needed);");
    write("contracts/core/A.sol", "        if (given < needed) revert ANeedsMore(given, needed);");
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(file: string, ...lines: string[]): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), lines.join("\n"));
  }

  it("reports an error that no test names", () => {
    expect(findUntestedErrors(root)).to.deep.equal([UNTESTED]);
  });

  it("passes an error that is expected with its values", () => {
    const lines = [
      "  .to.be.revertedWithCustomError(",
      "    suite.a(1),",
      '    "ANeedsMore",',
      "  )",
      "  .withArgs(1n, 2n);",
    ];
    write("test/core/a.test.ts", ...lines);

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("passes over an error that nothing throws yet", () => {
    write("contracts/core/A.sol", "contract A {}");

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("reports an expectation without the values, also where another test has them", () => {
    const bare = '  .to.be.revertedWithCustomError(a, "ANeedsMore");';
    write("test/core/a.test.ts", "await expect(call())", bare);
    write("test/core/b.test.ts", '  .to.be.revertedWithCustomError(a, "ANeedsMore").withArgs(1n, 2n);');

    expect(findUntestedErrors(root)).to.deep.equal(["test/core/a.test.ts:2 expects ANeedsMore without its values"]);
  });

  it("asks no values of an error that has none", () => {
    write("contracts/interfaces/IA.sol", "    error ANeedsMore();");
    write("test/core/a.test.ts", '.to.be.revertedWithCustomError(a, "ANeedsMore");');

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("takes a row of a table whose loop expects the values", () => {
    const row = '["too little", "ANeedsMore", [1n, 2n]],';
    write("test/core/a.test.ts", row, ".to.be.revertedWithCustomError(a, error)", "  .withArgs(...values);");

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("does not take a row of a table whose loop leaves the values out", () => {
    write("test/core/a.test.ts", '["too little", "ANeedsMore", [1n]],', ".to.be.revertedWithCustomError(a, error);");

    expect(findUntestedErrors(root)).to.deep.equal([UNTESTED]);
  });

  it("takes the bytes of an error that only an event tells of", () => {
    write("test/core/a.test.ts", 'const reason = a.interface.encodeErrorResult("ANeedsMore", [1n, 2n]);');

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("takes an expectation in Solidity with the values", () => {
    write("test/solidity/A.t.sol", "VM.expectRevert(abi.encodeWithSelector(ANeedsMore.selector, 1, 2));");

    expect(findUntestedErrors(root)).to.deep.equal([]);
  });

  it("does not take a selector alone", () => {
    write("test/solidity/A.t.sol", "VM.expectRevert(ANeedsMore.selector);");

    expect(findUntestedErrors(root)).to.deep.equal([UNTESTED]);
  });

  it("passes over what is commented out, and over rooms that make errors up", () => {
    const line = '.to.be.revertedWithCustomError(a, "ANeedsMore").withArgs(1n, 2n);';
    write("test/core/a.test.ts", `// ${line}`);
    write("test/sdk/a.test.ts", line);

    expect(findUntestedErrors(root)).to.deep.equal([UNTESTED]);
  });
});
