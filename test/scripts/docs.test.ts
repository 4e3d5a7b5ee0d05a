import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { findStaleDocs } from "../../scripts/checks/docs.ts";

const machine = `
library DispatchLife {
    function next(DispatchStatus from) internal pure returns (StatusSet) {
        if (from == DispatchStatus.None) return set(DispatchStatus.Pending);
        // if (from == DispatchStatus.None) return set(DispatchStatus.Failed);
        if (from == DispatchStatus.Pending) {
            return
                set(DispatchStatus.Completed) |
                set(DispatchStatus.Failed);
        }
        return StatusSet.wrap(0);
    }

    function canBecome(DispatchStatus from, DispatchStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }
}
`;

const heading = ["# Dispatch", "", "| From | To | By |", "| --- | :-- | --: |"];
const rows = ["| None | `Pending` | anyone |", "| Pending | **Completed** | runner |", "| Pending | Failed | anyone |"];

describe("findStaleDocs", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "muster-docs-"));
    mkdirSync(join(root, "docs/lifecycles"), { recursive: true });
    mkdirSync(join(root, "contracts/types"), { recursive: true });
    writeFileSync(join(root, "contracts/types/DispatchStatus.sol"), machine);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function writePage(name: string, ...lines: string[]): void {
    writeFileSync(join(root, "docs/lifecycles", name), lines.join("\n"));
  }

  it("finds nothing when there are no pages", () => {
    expect(findStaleDocs(root)).to.deep.equal([]);
  });

  it("finds nothing when the table has exactly the edges of the machine", () => {
    writePage("dispatch.md", ...heading, ...rows);

    expect(findStaleDocs(root)).to.deep.equal([]);
  });

  it("takes a row that stays in its status for an action", () => {
    writePage("dispatch.md", ...heading, ...rows, "| Pending | Pending | a second result |");

    expect(findStaleDocs(root)).to.deep.equal([]);
  });

  it("reports an edge that the table leaves out", () => {
    writePage("dispatch.md", ...heading, ...rows.slice(1));

    expect(findStaleDocs(root)).to.deep.equal([
      "docs/lifecycles/dispatch.md:3 the table leaves out None → Pending of contracts/types/DispatchStatus.sol",
    ]);
  });

  it("reports an edge that the machine does not have", () => {
    writePage(
      "dispatch.md",
      ...heading,
      ...rows,
      "| Failed | Pending | nobody |",
      "",
      "| From | Money |",
      "| --- | --- |",
    );

    expect(findStaleDocs(root)).to.deep.equal([
      "docs/lifecycles/dispatch.md:3 the table has Failed → Pending, which contracts/types/DispatchStatus.sol does not allow",
    ]);
  });

  it("compares a table with the status file named above it", () => {
    writePage("tasks.md", "See `contracts/types/DispatchStatus.sol`.", ...heading, ...rows);

    expect(findStaleDocs(root)).to.deep.equal([]);
  });

  it("reports a page without a table", () => {
    writePage("dispatch.md", "# Dispatch");

    expect(findStaleDocs(root)).to.deep.equal([
      "docs/lifecycles/dispatch.md has no table with the columns From and To",
    ]);
  });

  it("reports a page without a status file", () => {
    writePage("jobs.md", ...heading, ...rows);

    expect(findStaleDocs(root)).to.deep.equal(["docs/lifecycles/jobs.md:3 there is no contracts/types/JobsStatus.sol"]);
  });

  it("reports a machine that it cannot read whole", () => {
    const odd = machine.replace("return StatusSet.wrap(0)", "return set(DispatchStatus.Failed)");
    writeFileSync(join(root, "contracts/types/DispatchStatus.sol"), odd);
    writePage("dispatch.md", ...heading, ...rows);

    expect(findStaleDocs(root)).to.deep.equal([
      "contracts/types/DispatchStatus.sol has no next() of the form `if (from == A) return set(B);`",
    ]);
  });
});
