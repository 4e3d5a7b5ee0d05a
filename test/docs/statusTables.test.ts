import { join } from "node:path";

import { expect } from "chai";

import { findStaleDocs } from "../../scripts/checks/docs.ts";

describe("docs/lifecycles", () => {
  it("has status tables with every edge of the machines in the code, and no other", () => {
    expect(findStaleDocs(join(import.meta.dirname, "..", ".."))).to.deep.equal([]);
  });
});
