import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { findMisnamed } from "../../scripts/checks/names.ts";

describe("findMisnamed", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "muster-names-"));
    mkdirSync(join(root, "contracts/core"), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(kind: string, ...members: string[]): void {
    const body = members.map((member) => `    ${member}`).join("\n");
    writeFileSync(join(root, "contracts/core/A.sol"), `${kind} A {\n${body}\n}\n`);
  }

  it("passes the names that tell their visibility", () => {
    write(
      "contract",
      "uint256 internal constant MAX_FEE = 1;",
      "IEscrow private immutable ESCROW;",
      "mapping(TaskId id => mapping(address owner => uint256 amount)) private _held;",
      "uint256 public total;",
      "uint256[] internal _list;",
      "function move(TaskId id) external onlyOwner returns (uint256) {}",
      "function _move(TaskId id) internal returns (uint256) {}",
      "// uint256 internal old;",
    );

    expect(findMisnamed(root)).to.deep.equal([]);
  });

  it("passes over libraries", () => {
    write("library", "function next(Status from) internal pure returns (StatusSet) {}");

    expect(findMisnamed(root)).to.deep.equal([]);
  });

  it("reports what lacks its underscore", () => {
    write(
      "abstract contract",
      "mapping(TaskId id => Task task) internal tasks;",
      "uint256 transient private entered;",
      "function move(",
      "    TaskId id",
      ") private view returns (uint256) {}",
    );

    expect(findMisnamed(root)).to.deep.equal([
      "contracts/core/A.sol:2 tasks must start with an underscore",
      "contracts/core/A.sol:3 entered must start with an underscore",
      "contracts/core/A.sol:4 move must start with an underscore",
    ]);
  });

  it("reports an underscore that promises what is not so", () => {
    write("contract", "uint256 public _total;", "function _move() external {}");

    expect(findMisnamed(root)).to.deep.equal([
      "contracts/core/A.sol:2 _total may not start with an underscore",
      "contracts/core/A.sol:3 _move may not start with an underscore",
    ]);
  });
});
