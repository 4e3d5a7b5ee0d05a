import { expect } from "chai";
import { id as hashText } from "ethers";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { createExecutionJournal } from "../../../services/operator/jobs/createExecutionJournal.ts";
import { JournalBrokenError } from "../../../services/operator/journalBrokenError.ts";
import { makeFolder } from "../../helpers/relay.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const job = hashText("job");
const done = { execution: 0, outcome: { isSuccess: true, output: "0x01" } } as const;

describe("the journal of executions", () => {
  let folder: ReturnType<typeof makeFolder>;
  const open = () => createExecutionJournal({ dir: folder.path });

  beforeEach(() => {
    folder = makeFolder();
  });

  afterEach(() => {
    folder.remove();
  });

  it("begins with nothing", () => {
    expect(open().open(job, 1)).to.deep.equal({ job, slot: 1, storage: {}, records: [] });
  });

  it("gives back what was saved last", () => {
    const book = { job, slot: 1, storage: { count: "3" }, records: [done] };
    open().save({ ...book, records: [] });
    open().save(book);
    expect(open().open(job, 1)).to.deep.equal(book);
    expect(open().open(job, 2).records).to.deep.equal([]);
  });

  it("fails what was begun and never ended", () => {
    open().save({ job, slot: 1, storage: {}, records: [done, { execution: 1 }] });
    const message = "The processor was stopped while the script ran.";
    expect(open().open(job, 1).records).to.deep.equal([done, { execution: 1, outcome: { isSuccess: false, message } }]);
  });

  it("forgets a job with all of its slots, and no other", () => {
    const other = hashText("other");
    const journal = open();
    for (const [id, slot] of [
      [job, 0],
      [job, 1],
      [other, 0],
    ] as const) {
      journal.save({ job: id, slot, storage: {}, records: [] });
    }
    journal.drop(job);
    expect(readdirSync(folder.path)).to.deep.equal([`${other.slice(2)}-0.json`]);
  });

  it("keeps nothing of a job that it has dropped, until the job is opened again", () => {
    const journal = open();
    const book = journal.open(job, 0);
    journal.drop(job);
    journal.save(book);
    expect(readdirSync(folder.path)).to.deep.equal([]);
    journal.save(journal.open(job, 0));
    expect(readdirSync(folder.path)).to.have.length(1);
  });

  it("does not guess what a damaged file said", async () => {
    writeFileSync(join(folder.path, `${job.slice(2)}-0.json`), "{");
    const error = await rejectionOf((async () => open().open(job, 0))());
    expect(error).to.be.instanceOf(JournalBrokenError).and.to.include({ reason: "it is no book of a slot" });
  });
});
