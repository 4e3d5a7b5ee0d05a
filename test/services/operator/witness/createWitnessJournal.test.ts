import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id } from "ethers";

import { createWitnessJournal } from "../../../../services/operator/witness/createWitnessJournal.ts";
import { WitnessContradictsError } from "../../../../services/operator/witness/witnessContradictsError.ts";
import { type WitnessStatement, subjectOf } from "../../../../services/operator/witness/witnessStatement.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const statement: WitnessStatement = {
  kind: "assignments",
  chainId: 4_242n,
  committee: (7n << 32n) | 1n,
  moment: 1_800_000_000n,
  hash: id("root"),
};
const contradiction = { ...statement, hash: id("another root") };

describe("createWitnessJournal", () => {
  let dir: string;
  let path: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "muster-witness-"));
    path = join(dir, "statements.journal");
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  it("has a statement on the disk before anybody hears of it", async () => {
    const journal = createWitnessJournal(path);
    await journal.sign(statement);
    const line = JSON.stringify({ subject: subjectOf(statement), hash: statement.hash });
    expect(readFileSync(path, "utf8")).to.equal(`${line}\n`);
    await journal.close();
  });

  it("refuses another root of the same time, chain and committee", async () => {
    const journal = createWitnessJournal(path);
    await journal.sign(statement);
    const error = await rejectionOf(journal.sign(contradiction));
    await journal.close();
    expect(error).to.be.instanceOf(WitnessContradictsError);
    expect(error).to.include({ subject: subjectOf(statement), signed: statement.hash });
  });

  it("refuses it after a restart as well", async () => {
    const before = createWitnessJournal(path);
    await before.sign(statement);
    await before.close();
    const after = createWitnessJournal(path);
    const error = await rejectionOf(after.sign(contradiction));
    await after.close();
    expect(error).to.be.instanceOf(WitnessContradictsError);
  });

  it("refuses it while the first is still being written", async () => {
    const journal = createWitnessJournal(path);
    const writing = journal.sign(statement);
    const error = await rejectionOf(journal.sign(contradiction));
    await writing;
    await journal.close();
    expect(error).to.be.instanceOf(WitnessContradictsError);
  });

  it("takes the same statement again, and writes it once", async () => {
    const journal = createWitnessJournal(path);
    await journal.sign(statement);
    await journal.sign(statement);
    await journal.close();
    expect(readFileSync(path, "utf8").split("\n")).to.have.length(2);
  });

  for (const [what, change] of [
    ["time", { moment: statement.moment + 60n }],
    ["chain", { chainId: 1n }],
    ["committee", { committee: (7n << 32n) | 2n }],
    ["kind", { kind: "receipts" }],
  ] as const) {
    it(`takes another root of another ${what}`, async () => {
      const journal = createWitnessJournal(path);
      await journal.sign(statement);
      await journal.sign({ ...contradiction, ...change });
      await journal.close();
      expect(readFileSync(path, "utf8").split("\n")).to.have.length(3);
    });
  }
});
