import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id as hashOf, ZeroAddress } from "ethers";

import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createVoteJournal, type PromisedVote } from "../../../services/operator/attester/createVoteJournal.ts";
import { VoteContradictsError } from "../../../services/operator/attester/voteContradictsError.ts";
import { createTaskJournal } from "../../../services/operator/aggregator/createTaskJournal.ts";
import { createJournal } from "../../../services/operator/createJournal.ts";
import { DataDirTakenError } from "../../../services/operator/dataDirTakenError.ts";
import { JournalBrokenError } from "../../../services/operator/journalBrokenError.ts";
import { LOCK_FILE, lockDataDir } from "../../../services/operator/lockDataDir.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const id = hashOf("a task");
const vote: PromisedVote = {
  id,
  isApproved: true,
  phase: VotePhase.Submission,
  aggregator: ZeroAddress,
  committee: (1n << 32n) + 7n,
  at: 1_000,
};

describe("an operator's journals", () => {
  let dir: string;
  let path: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "muster-journal-"));
    path = join(dir, "test.journal");
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  describe("createJournal", () => {
    const openNumbers = (keep?: (entries: readonly number[]) => readonly number[]) =>
      createJournal<number>({ path, decode: Number, ...(keep && { keep }) });

    it("reads back what was appended, in order", async () => {
      const journal = openNumbers();
      await Promise.all([1, 2, 3].map((entry) => journal.append(entry)));
      await journal.append(4);
      await journal.close();
      expect(openNumbers().entries).to.deep.equal([1, 2, 3, 4]);
    });

    it("has an entry on the disk when its promise resolves", async () => {
      const journal = openNumbers();
      await journal.append(1);
      expect(readFileSync(path, "utf8")).to.equal("1\n");
      await journal.close();
    });

    it("drops a last line that was cut short, and goes on behind the one before", async () => {
      writeFileSync(path, "1\n2\n3");
      const journal = openNumbers();
      expect(journal.entries).to.deep.equal([1, 2]);
      await journal.append(4);
      await journal.close();
      expect(readFileSync(path, "utf8")).to.equal("1\n2\n4\n");
    });

    it("refuses a file with a damaged line in its midst", () => {
      writeFileSync(path, "1\n{\n3\n");
      expect(() => openNumbers())
        .to.throw(JournalBrokenError)
        .with.property("reason", "line 2 is no entry");
    });

    it("keeps in the file what is still of use", async () => {
      writeFileSync(path, "1\n2\n3\n");
      const journal = openNumbers((entries) => entries.filter((entry) => entry > 1));
      expect(journal.entries).to.deep.equal([2, 3]);
      await journal.append(4);
      await journal.close();
      expect(readFileSync(path, "utf8")).to.equal("2\n3\n4\n");
    });

    it("takes nothing more once it is closed", async () => {
      const journal = openNumbers();
      await journal.close();
      expect(await rejectionOf(journal.append(1))).to.be.instanceOf(JournalBrokenError);
    });
  });

  describe("createVoteJournal", () => {
    it("refuses the other side of a task and phase", async () => {
      const journal = createVoteJournal(path);
      await journal.promise(vote);
      const error = await rejectionOf(
        journal.promise({ ...vote, isApproved: false, aggregator: `0x${"1".repeat(40)}` }),
      );
      await journal.close();
      expect(error).to.be.instanceOf(VoteContradictsError);
      expect(error).to.include({ task: id, phase: VotePhase.Submission, isApproved: true });
    });

    it("refuses it after a restart as well", async () => {
      const before = createVoteJournal(path);
      await before.promise(vote);
      await before.close();
      const after = createVoteJournal(path);
      const error = await rejectionOf(after.promise({ ...vote, isApproved: false }));
      await after.close();
      expect(error).to.be.instanceOf(VoteContradictsError);
    });

    it("refuses it while the first is still being written", async () => {
      const journal = createVoteJournal(path);
      const [first, second] = await Promise.allSettled([
        journal.promise(vote),
        journal.promise({ ...vote, isApproved: false }),
      ]);
      await journal.close();
      expect([first.status, second.status]).to.deep.equal(["fulfilled", "rejected"]);
      expect(createVoteJournal(path).votesOn(id, VotePhase.Submission)).to.deep.equal([vote]);
    });

    it("takes the same side for another aggregator, and the other side in the other phase", async () => {
      const journal = createVoteJournal(path);
      const again = { ...vote, aggregator: `0x${"1".repeat(40)}` };
      const correction = { ...vote, isApproved: false, phase: VotePhase.Dispute };
      for (const each of [vote, again, correction]) await journal.promise(each);
      await journal.close();
      const { votesOn } = createVoteJournal(path);
      expect([votesOn(id, VotePhase.Submission), votesOn(id, VotePhase.Dispute)]).to.deep.equal([
        [vote, again],
        [correction],
      ]);
    });

    it("refuses a file with both sides of one task", () => {
      const line = (isApproved: boolean) => JSON.stringify({ type: "vote", ...vote, isApproved, committee: "1" });
      writeFileSync(path, `${line(true)}\n${line(false)}\n`);
      expect(() => createVoteJournal(path)).to.throw(VoteContradictsError);
    });

    it("forgets what was settled when it is opened next", async () => {
      const journal = createVoteJournal(path);
      await journal.promise(vote);
      await journal.settle(id);
      await journal.close();
      expect(createVoteJournal(path).sideOf(id, VotePhase.Submission)).to.equal(undefined);
      expect(readFileSync(path, "utf8")).to.equal("");
    });
  });

  describe("createTaskJournal", () => {
    const info = { proofOfTask: "proof", data: "0x", taskPerformer: ZeroAddress, taskDefinitionId: 1 };
    const cast = { id, isApproved: true, phase: VotePhase.Submission, aggregator: ZeroAddress, committee: 5n };

    it("reads back open tasks with their votes, and not those that are done", async () => {
      const journal = createTaskJournal(path);
      const other = hashOf("another");
      await journal.begin({ id, info, signature: "0x01" }, 1);
      await journal.begin({ id: other, info, signature: "0x02" }, 2);
      await journal.count({ ...cast, seat: 3, signature: "0x03" });
      await journal.finish(other, "Approved");
      await journal.close();
      expect(createTaskJournal(path).open).to.deep.equal([
        { task: { id, info, signature: "0x01" }, receivedAt: 1, votes: [{ ...cast, seat: 3, signature: "0x03" }] },
      ]);
    });

    it("loses no vote but the one that a crash cut short", async () => {
      const journal = createTaskJournal(path);
      await journal.begin({ id, info, signature: "0x01" }, 1);
      await journal.count({ ...cast, seat: 3, signature: "0x03" });
      await journal.close();
      appendFileSync(path, '{"type":"vote","id":"0x');
      expect(createTaskJournal(path).open[0]?.votes.map(({ seat }) => seat)).to.deep.equal([3]);
    });
  });

  describe("lockDataDir", () => {
    it("gives a directory to one node at a time", () => {
      const unlock = lockDataDir(dir);
      expect(() => lockDataDir(dir))
        .to.throw(DataDirTakenError)
        .with.property("pid", process.pid);
      unlock();
      lockDataDir(dir)();
    });

    it("refuses the directory of another process that is alive, and takes over that of a dead one", () => {
      writeFileSync(join(dir, LOCK_FILE), String(process.ppid));
      expect(() => lockDataDir(dir))
        .to.throw(DataDirTakenError)
        .with.property("pid", process.ppid);
      writeFileSync(join(dir, LOCK_FILE), "4194305");
      lockDataDir(dir)();
    });
  });
});
