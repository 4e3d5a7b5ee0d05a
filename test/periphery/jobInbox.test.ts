import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { JobInbox__factory } from "../../typechain-types/index.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const job = id("job");
const [first, second] = ["0x01", "0x02"];

/** An inbox that has let a job in. */
async function deployInbox() {
  const [owner, courier, processor] = await ethers.getSigners();
  const inbox = await new JobInbox__factory(owner).deploy(courier!);
  await inbox.letIn(job);
  const bring = (execution: bigint, output: string, of = job) =>
    inbox.connect(courier!).fulfill(of, 0n, execution, processor!, output);
  return { inbox, owner: owner!, courier: courier!, processor: processor!, bring };
}

describe("JobInbox", () => {
  describe("letIn", () => {
    it("lets a job in, and says so", async () => {
      const { inbox } = await networkHelpers.loadFixture(deployInbox);
      await expect(inbox.letIn(id("other")))
        .to.emit(inbox, "JobLetIn")
        .withArgs(id("other"));
      expect(await inbox.isLetIn(id("other"))).to.be.true;
    });

    it("reverts when somebody else than the owner asks", async () => {
      const { inbox, owner, courier } = await networkHelpers.loadFixture(deployInbox);
      await expect(inbox.connect(courier).letIn(job))
        .to.be.revertedWithCustomError(inbox, "JobInboxNotOwner")
        .withArgs(owner.address, courier.address);
    });
  });

  describe("fulfill", () => {
    it("keeps an output, with its time, and says so", async () => {
      const { inbox, processor, bring } = await networkHelpers.loadFixture(deployInbox);
      await expect(bring(3n, first)).to.emit(inbox, "OutputKept").withArgs(job, 3n, processor.address, first);
      const { execution, receivedAt, output } = await inbox.newestOf(job);
      const now = BigInt(await networkHelpers.time.latest());
      expect([execution, receivedAt, output]).to.deep.equal([3n, now, first]);
    });

    it("keeps the later of two outputs, also of one execution", async () => {
      const { inbox, bring } = await networkHelpers.loadFixture(deployInbox);
      await bring(0n, first);
      await bring(0n, second);
      expect((await inbox.newestOf(job)).output).to.equal(second);
    });

    it("reverts when a newer output is known", async () => {
      const { inbox, bring } = await networkHelpers.loadFixture(deployInbox);
      await bring(3n, first);
      await expect(bring(2n, second)).to.be.revertedWithCustomError(inbox, "JobInboxStale").withArgs(job, 2n, 3n);
    });

    it("reverts when somebody else than the courier brings it", async () => {
      const { inbox, owner, courier } = await networkHelpers.loadFixture(deployInbox);
      await expect(inbox.fulfill(job, 0n, 0n, owner, first))
        .to.be.revertedWithCustomError(inbox, "JobInboxNotCourier")
        .withArgs(courier.address, owner.address);
    });

    it("reverts when the job was not let in", async () => {
      const { inbox, bring } = await networkHelpers.loadFixture(deployInbox);
      await expect(bring(0n, first, id("stranger's job")))
        .to.be.revertedWithCustomError(inbox, "JobInboxUnknownJob")
        .withArgs(id("stranger's job"));
    });
  });
});
