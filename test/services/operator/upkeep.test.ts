import { expect } from "chai";
import { network } from "hardhat";

import {
  agreeOnTerms,
  type AttestationSuite,
  deployAttestation,
  passDisputePeriod,
  type PreparedTask,
  submit,
} from "../../helpers/attestation.ts";
import { isTrue } from "../../helpers/isTrue.ts";
import { operatorBench } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** Small batches are never worth their gas. */
const NEVER = 10n ** 18n;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("upkeep by operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  /** Mines until a task can be claimed for. */
  async function finalize(task: PreparedTask): Promise<void> {
    await passDisputePeriod(suite, task);
    await networkHelpers.mine(1);
  }

  describe("claims", () => {
    it("pays for several tasks at once, after they are final", async () => {
      const { attesters, center, escrow, native } = suite;
      const tasks = [await submit(suite), await submit(suite)];
      await finalize(tasks[1]!);
      const claims = { everyMs: 50, fullBatch: 2, gasFactor: NEVER };
      const before = await escrow.creditOf(attesters[1]!.signer.address, native);
      const node = await bench.startNode(suite, attesters[1]!, { claims });
      await node.logged("claimed");

      const { attesterFee, aggregatorFee } = await center.taskDefinitionOf(1);
      const after = await escrow.creditOf(attesters[1]!.signer.address, native);
      expect(after - before).to.equal(2n * (attesterFee + aggregatorFee));
      expect(node.of("claimSent").map((line) => line.tasks)).to.deep.equal([2]);
    });

    it("waits while the gas is not worth it", async () => {
      const { attesters } = suite;
      await finalize(await submit(suite));
      const claims = { everyMs: 50, gasFactor: NEVER };
      const node = await bench.startNode(suite, attesters[2]!, { claims });
      await isTrue(() => node.node.health().claims?.waitsFor.startsWith("1 tasks owe") === true);

      expect(node.node.health().claims?.owedTasks).to.equal(1);
      expect(node.of("claimSent")).to.deep.equal([]);
    });

    it("has the performer of a rejected task pay the attesters", async () => {
      const { attesters, center } = suite;
      await agreeOnTerms(suite, attesters);
      const task = await submit(suite, { isApproved: false });
      await finalize(task);
      const node = await bench.startNode(suite, attesters[2]!, { claims: { everyMs: 50, fullBatch: 1 } });
      await node.logged("claimed");

      expect(await center.rewardOf(task.id, attesters[2]!.seat)).to.equal(0n);
      expect(node.node.health().claims?.claimedWei).to.be.greaterThan(0n);
    });
  });

  describe("sealing", () => {
    it("seals a roster that changed, and collects the bounty", async () => {
      const { attesters, registry, pool, committees, committee, sealBounties, escrow, native } = suite;
      await sealBounties.fund(pool, 10n ** 18n, { value: 10n ** 18n });
      await networkHelpers.time.increase(7_200);
      await registry.connect(attesters[3]!.signer).leavePool(pool);
      const { address } = attesters[0]!.signer;
      const before = await escrow.creditOf(address, native);
      const node = await bench.startNode(suite, attesters[0]!, { sealing: { everyMs: 50, staggerMs: 100 } });
      await node.logged("bountySent");

      const next = await committees.currentOf(pool);
      expect(next).to.equal(committee + 1n);
      expect((await committees.seatsOf(next)).map(({ operator }) => operator)).to.deep.equal([1n, 2n, 3n]);
      const bounty = 3n * (await sealBounties.bountyPerSeatOf(pool));
      expect((await escrow.creditOf(address, native)) - before).to.equal(bounty);
    });

    it("does not seal what did not change", async () => {
      const { attesters, pool, committees, committee } = suite;
      const node = await bench.startNode(suite, attesters[0]!, { sealing: { everyMs: 0 } });
      await node.node.tick();
      await node.node.tick();

      expect(await committees.currentOf(pool)).to.equal(committee);
      expect(node.node.health().sealing?.[String(pool)]).to.match(/^CommitteeUnchanged/);
    });
  });
});
