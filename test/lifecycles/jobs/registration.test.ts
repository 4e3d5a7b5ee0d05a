import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { hashProcessors } from "../../../sdk/jobs/hashProcessors.ts";
import {
  type BuildJobTermsParameters,
  DestinationKind,
  JobRuntime,
  NO_DESTINATION,
} from "../../../sdk/jobs/jobTerms.ts";
import {
  budgetOf,
  creditOf,
  deployJobDesks,
  deployJobs,
  detailsOf,
  draftJob,
  heldOf,
  idOf,
  jobDefaults,
  type JobSuite,
  Personal,
  Public,
  registerJob,
  Selected,
  slotsFor,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const MAX_SLOTS = 16n;

describe("JobMarket: registration", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);

  describe("a sound job", () => {
    it("is open, and holds reward and gas for each slot and execution", async () => {
      const suite = await fixture();
      const before = await creditOf(suite, suite.consumer);

      const destination = { ...NO_DESTINATION, kind: DestinationKind.SameChain, target: suite.stranger.address };
      const terms = await draftJob(suite, {
        slots: 3n,
        destination: { ...destination, gasLimit: jobDefaults.fulfillGas, gasFee: jobDefaults.gasFee },
      });
      const id = await idOf(suite, terms);
      await expect(suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), []))
        .to.emit(suite.market, "JobMoved")
        .withArgs(id, 0n, 1n);

      const budget = (jobDefaults.reward + jobDefaults.gasFee) * 3n * jobDefaults.executions;
      expect(await suite.market.getFunction("budgetOf")(terms)).to.equal(budget);
      expect(budgetOf({ id, terms, processors: [] })).to.equal(budget);
      expect(await heldOf(suite)).to.equal(budget);
      expect(await creditOf(suite, suite.consumer)).to.equal(before - budget);
      expect(await suite.market.statusOf(id)).to.equal(1n);
      expect(await suite.market.jobIdOf(terms)).to.equal(id);
    });

    it("tells all of its terms and details", async () => {
      const suite = await fixture();
      const processors = [suite.processors[0]!.operator];
      const terms = await draftJob(suite, { access: Selected, processors });
      const transaction = await suite.market.connect(suite.consumer).registerJob(terms, detailsOf(processors), []);

      const [event] = await suite.market.queryFilter(suite.market.filters.JobRegistered(), transaction.blockNumber!);
      expect(event!.args.consumer).to.equal(suite.consumer.address);
      expect(event!.args.details.processors).to.deep.equal(processors);
      expect(event!.args.terms.salt).to.equal(terms.salt);
    });

    it("takes the budget as native coin as well", async () => {
      const suite = await fixture();
      const terms = await draftJob(suite);
      const value = budgetOf({ id: ZeroHash, terms, processors: [] });
      await suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), [], { value });
      expect(await heldOf(suite)).to.equal(value);
    });

    it("costs nothing where its reward is nothing", async () => {
      const suite = await fixture();
      const processors = [suite.processors[0]!.operator];
      const job = await registerJob(suite, { access: Selected, processors, reward: 0n, failureFee: 0n });
      expect(await heldOf(suite)).to.equal(0n);
      expect(await suite.market.statusOf(job.id)).to.equal(1n);
    });

    it("runs a template's script where it names the template", async () => {
      const suite = await fixture();
      const script = ethers.id("a template's script");
      await suite.templates.getFunction("publishTemplate")(script, "ipfs://template", "Fetches a price.");
      const job = await registerJob(suite, { template: 1n, script });
      expect(await suite.market.statusOf(job.id)).to.equal(1n);
    });

    it("is matched at once where the consumer names processors, through Open", async () => {
      const suite = await fixture();
      const processors = suite.processors.slice(0, 2).map(({ operator }) => operator);
      const terms = await draftJob(suite, { access: Selected, processors, slots: 2n });
      const transaction = suite.market
        .connect(suite.consumer)
        .registerJob(terms, detailsOf(processors), slotsFor(suite, 2n));
      const id = await idOf(suite, terms);

      await expect(transaction).to.emit(suite.market, "JobMoved").withArgs(id, 0n, 1n);
      await expect(transaction).to.emit(suite.market, "JobMoved").withArgs(id, 1n, 2n);
      expect((await suite.market.jobOf(id)).matcher).to.equal(ZeroAddress);
    });
  });

  describe("an unsound job", () => {
    interface Case {
      readonly title: string;
      readonly changes: (suite: JobSuite) => Partial<BuildJobTermsParameters>;
      readonly refusal: (suite: JobSuite) => readonly [error: string, values: readonly unknown[]];
    }
    const noNeeds = { memoryBytes: 0n, networkRequests: 0n, storageBytes: 0n, modules: 0n, minReputation: 0n };
    const { reward, duration, interval } = jobDefaults;
    const call = (changes: Partial<typeof NO_DESTINATION> = {}) => ({
      ...NO_DESTINATION,
      kind: DestinationKind.SameChain as number,
      target: "0x00000000000000000000000000000000000000aa",
      gasLimit: jobDefaults.fulfillGas,
      gasFee: 0n,
      ...changes,
    });
    const refusedDestination = (changes: Partial<typeof NO_DESTINATION>): Pick<Case, "changes" | "refusal"> => {
      const { kind, chainId, target, gasLimit, gasFee } = call(changes);
      return {
        changes: () => ({ destination: call(changes) }),
        refusal: () => ["JobBadDestination", [BigInt(kind), chainId, ethers.getAddress(target), gasLimit, gasFee]],
      };
    };
    const cases: readonly Case[] = [
      { title: "no slots", changes: () => ({ slots: 0n }), refusal: () => ["JobBadSlots", [0n, MAX_SLOTS]] },
      {
        title: "too many slots",
        changes: () => ({ slots: 17n }),
        refusal: () => ["JobBadSlots", [17n, MAX_SLOTS]],
      },
      {
        title: "an access that is not said",
        changes: () => ({ access: 0 }),
        refusal: () => ["JobBadAccess", [0n, 0n]],
      },
      {
        title: "selected processors, but none of them named: an empty list is not public",
        changes: () => ({ access: Selected }),
        refusal: () => ["JobBadAccess", [BigInt(Selected), 0n]],
      },
      {
        title: "personal processors, but none of them named",
        changes: () => ({ access: Personal }),
        refusal: () => ["JobBadAccess", [BigInt(Personal), 0n]],
      },
      {
        title: "public processors, and some of them named",
        changes: () => ({ access: Public, processors: [1n] }),
        refusal: () => ["JobBadAccess", [BigInt(Public), 1n]],
      },
      {
        title: "a least reputation of processors that are named",
        changes: () => ({ access: Selected, processors: [1n], needs: { ...noNeeds, minReputation: 1n } }),
        refusal: () => ["JobBadReputation", [BigInt(Selected), 1n]],
      },
      {
        title: "a least reputation that nobody can have",
        changes: () => ({ needs: { ...noNeeds, minReputation: 1_000_001n } }),
        refusal: () => ["JobBadReputation", [BigInt(Public), 1_000_001n]],
      },
      {
        title: "a failure that earns more than a success",
        changes: () => ({ failureFee: reward + 1n }),
        refusal: () => ["JobBadPrice", [reward, reward + 1n]],
      },
      {
        title: "a template that nobody published",
        changes: () => ({ template: 9n }),
        refusal: () => ["JobBadTemplate", [9n, ethers.id("script")]],
      },
      {
        title: "no script",
        changes: () => ({ script: ZeroHash }),
        refusal: () => ["JobBadTemplate", [0n, ZeroHash]],
      },
      {
        title: "a proof's verifier without a proof",
        changes: ({ stranger }) => ({ verifier: stranger.address }),
        refusal: ({ stranger }) => ["JobBadRuntime", [BigInt(JobRuntime.Open), stranger.address]],
      },
      {
        title: "a proof without a verifier",
        changes: () => ({ runtime: JobRuntime.ZeroKnowledge }),
        refusal: () => ["JobBadRuntime", [BigInt(JobRuntime.ZeroKnowledge), ZeroAddress]],
      },
      {
        title: "a majority of two",
        changes: () => ({ isMajority: true, slots: 2n }),
        refusal: () => ["JobBadMajority", [2n, 0n]],
      },
      {
        title: "a majority of calls of a contract of this chain",
        changes: () => ({ isMajority: true, slots: 3n, destination: call() }),
        refusal: () => ["JobBadMajority", [3n, BigInt(DestinationKind.SameChain)]],
      },
      { title: "a call of nobody", ...refusedDestination({ target: ZeroAddress }) },
      { title: "a call without gas", ...refusedDestination({ gasLimit: 0n }) },
      { title: "a call with more gas than fits a transaction", ...refusedDestination({ gasLimit: 5_000_001n }) },
      { title: "a call of this chain that names another", ...refusedDestination({ chainId: 5n }) },
      { title: "a call of another chain that is this one", ...refusedDestination({ kind: 3, chainId: 31_337n }) },
      { title: "a call of another chain that is none", ...refusedDestination({ kind: 3 }) },
      { title: "a web endpoint with gas", ...refusedDestination({ kind: DestinationKind.Web }) },
      {
        title: "gas for nothing",
        ...refusedDestination({ kind: DestinationKind.None, target: ZeroAddress, gasLimit: 0n, gasFee: 1n }),
      },
      {
        title: "no executions",
        changes: () => ({
          schedule: { startTime: 2n ** 42n, endTime: 2n ** 42n, interval, duration, maxStartDelay: 0n },
        }),
        refusal: () => ["JobBadSchedule", [0n, interval, duration, 2n ** 42n]],
      },
      {
        title: "more executions than a year of five seconds",
        changes: () => ({
          schedule: {
            startTime: 2n ** 42n,
            endTime: 2n ** 42n + 6_308_000n * 5_000n + 1n,
            interval: 5_000n,
            duration: 1n,
            maxStartDelay: 0n,
          },
        }),
        refusal: () => ["JobBadSchedule", [6_308_001n, 5_000n, 1n, 2n ** 42n]],
      },
      {
        title: "executions that take no time",
        changes: () => ({
          schedule: { startTime: 2n ** 42n, endTime: 2n ** 42n + 1n, interval, duration: 0n, maxStartDelay: 0n },
        }),
        refusal: () => ["JobBadSchedule", [1n, interval, 0n, 2n ** 42n]],
      },
      {
        title: "executions as long as their interval",
        changes: () => ({
          schedule: { startTime: 2n ** 42n, endTime: 2n ** 42n + 1n, interval, duration: interval, maxStartDelay: 0n },
        }),
        refusal: () => ["JobBadSchedule", [1n, interval, interval, 2n ** 42n]],
      },
      {
        title: "a start in the past",
        changes: () => ({
          schedule: { startTime: 1_000n, endTime: 2n ** 42n, interval: 2n ** 30n, duration, maxStartDelay: 0n },
        }),
        refusal: () => ["JobBadSchedule", [4_096n, 2n ** 30n, duration, 1_000n]],
      },
      {
        title: "an execution on demand that could be matched no longer",
        changes: () => ({ schedule: { startTime: 0n, endTime: 1_000n, interval: 0n, duration, maxStartDelay: 0n } }),
        refusal: () => ["JobBadSchedule", [1n, 0n, duration, 0n]],
      },
      {
        title: "executions on demand, and an interval",
        changes: () => ({ schedule: { startTime: 0n, endTime: 2n ** 42n, interval, duration, maxStartDelay: 0n } }),
        refusal: () => ["JobBadSchedule", [0n, interval, duration, 0n]],
      },
      {
        title: "a schedule beyond what times can say",
        changes: () => ({
          schedule: { startTime: 2n ** 47n, endTime: 2n ** 47n + 1n, interval, duration, maxStartDelay: 0n },
        }),
        refusal: () => ["JobBadSchedule", [1n, interval, duration, 2n ** 47n]],
      },
    ];
    for (const { title, changes, refusal } of cases) {
      it(`is refused with ${title}`, async () => {
        const suite = await fixture();
        const { market, consumer } = suite;
        const given = changes(suite);
        const [error, values] = refusal(suite);
        const terms = await draftJob(suite, given);
        await expect(market.connect(consumer).registerJob(terms, detailsOf(given.processors), []))
          .to.be.revertedWithCustomError(market, error)
          .withArgs(...values);
      });
    }

    it("is refused when it would call the ground", async () => {
      const suite = await fixture();
      const { market, escrow, registry, reputation, ground, consumer } = suite;
      for (const contract of [market, escrow, registry, reputation, ground]) {
        const target = await contract.getAddress();
        const terms = await draftJob(suite, { destination: call({ target }) });
        await expect(market.connect(consumer).registerJob(terms, detailsOf(), []))
          .to.be.revertedWithCustomError(market, "JobForbiddenTarget")
          .withArgs(target);
      }
    });

    it("is refused when other processors are told than its terms name", async () => {
      const suite = await fixture();
      const terms = await draftJob(suite, { access: Selected, processors: [1n] });
      await expect(suite.market.connect(suite.consumer).registerJob(terms, detailsOf([2n]), []))
        .to.be.revertedWithCustomError(suite.market, "JobWrongProcessors")
        .withArgs(hashProcessors([2n]), hashProcessors([1n]));
    });

    it("is refused from anyone but its consumer", async () => {
      const suite = await fixture();
      const terms = await draftJob(suite);
      await expect(suite.market.connect(suite.stranger).registerJob(terms, detailsOf(), []))
        .to.be.revertedWithCustomError(suite.market, "JobNotConsumer")
        .withArgs(suite.consumer.address, suite.stranger.address);
    });

    it("is refused a second time", async () => {
      const suite = await fixture();
      const { id, terms } = await registerJob(suite);
      await expect(suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), []))
        .to.be.revertedWithCustomError(suite.market, "JobExists")
        .withArgs(id);
    });

    it("is refused with another value than its budget", async () => {
      const suite = await fixture();
      const terms = await draftJob(suite);
      const needed = jobDefaults.reward * jobDefaults.executions;
      await expect(suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), [], { value: needed - 1n }))
        .to.be.revertedWithCustomError(suite.market, "JobWrongValue")
        .withArgs(needed - 1n, needed);
    });

    it("is refused when it is public and would be matched at once", async () => {
      const suite = await fixture();
      const terms = await draftJob(suite);
      await expect(
        suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), slotsFor(suite)),
      ).to.be.revertedWithCustomError(suite.market, "JobInstantMatchPublic");
    });

    it("is refused while the market is paused, when exits still run", async () => {
      const suite = await fixture();
      const { id, terms } = await registerJob(suite);
      await suite.market.setPaused(true);
      await expect(
        suite.market.connect(suite.consumer).registerJob(await draftJob(suite), detailsOf(), []),
      ).to.be.revertedWithCustomError(suite.market, "EnforcedPause");

      await suite.market.connect(suite.consumer).cancelJob(id, terms);
      expect(await heldOf(suite)).to.equal(0n);
    });
  });

  describe("templates", () => {
    it("have numbers, and never change", async () => {
      const { templates, stranger } = await fixture();
      const script = ethers.id("first");
      await expect(templates.connect(stranger).getFunction("publishTemplate")(script, "ipfs://first", "First."))
        .to.emit(templates, "TemplatePublished")
        .withArgs(1n, stranger.address, script, "ipfs://first", "First.");
      expect(await templates.getFunction("scriptOf")(1n)).to.equal(script);
      expect(await templates.getFunction("templateCount")()).to.equal(1n);
    });

    it("have a script", async () => {
      const { templates } = await fixture();
      await expect(templates.getFunction("publishTemplate")(ZeroHash, "", "")).to.be.revertedWithCustomError(
        templates,
        "TemplateWithoutScript",
      );
    });
  });

  describe("a deployment", () => {
    it("refuses settings that contradict its pool", async () => {
      const { market } = await fixture();
      const libraries = await deployJobDesks(connection);
      const ground = {
        escrow: await market.escrow(),
        registry: await market.registry(),
        reputation: await market.reputation(),
        devices: await market.devices(),
        receipts: await market.receipts(),
        templates: await market.templates(),
      };
      const pool = {
        market: ZeroAddress,
        capability: ZeroHash,
        minimumStake: 0n,
        seatLimit: 1,
        minimumResponseBlocks: 1,
        maxSlashBps: jobDefaults.settings.missedLimitBps - 1n,
        noShowBps: 0n,
        requiredKeys: 0,
        gate: ZeroAddress,
      };
      const factory = await ethers.getContractFactory("JobMarket", { libraries });
      await expect(
        factory.deploy(await market.authority(), ground, pool, jobDefaults.settings),
      ).to.be.revertedWithCustomError(market, "JobBadSettings");
    });
  });
});
