import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { type Contract, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { taskIdOf } from "../../../sdk/dispatch/taskIdOf.ts";
import type { TaskRequest } from "../../../sdk/dispatch/taskRequest.ts";
import { NO_CALLBACK, ON_RESULTS_SELECTOR, ProofType, type TaskTerms } from "../../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../../sdk/schema/resultSchema.ts";
import { DispatchRules__factory } from "../../../typechain-types/index.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  deployActor,
  execute,
  recordOf,
  submit,
  submitDrawn,
  submitFromActor,
  taskOf,
  idOf,
} from "../../helpers/dispatch.ts";
import { deployToken, nextBlock } from "../../helpers/dispatchMoves.ts";
import { deployTestSuite, poolTerms, seatOperator, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const FEE = suiteDefaults.beacon.entryFee;
const SHARES = BigInt(defaults.numRunners) * defaults.paymentPerRunner;
const MAX_TIMEOUT_BLOCKS = 100_800;
const MAX_CONSUME_BLOCKS = 50_400;
const MAX_PAYMENT = 2n ** 120n - 1n;
const MAX_CALLBACK_BYTES = 16_384n;
const MAX_GAS_LIMIT = 5_000_000;
const REENTER = 7;
/** An address that nobody holds. */
const FAR_AWAY = "0x00000000000000000000000000000000DeaDBeef";

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

async function deployVerifier(): Promise<Contract> {
  return (await ethers.deployContract("VerifierMock")) as unknown as Contract;
}

/** A callback to an address, with the defaults. */
function callbackTo(target: string, changes: Partial<TaskTerms["callback"]> = {}): TaskTerms["callback"] {
  const { callbackGasLimit: gasLimit, maxTip, callbackBudget: budget } = defaults;
  return { target, selector: ON_RESULTS_SELECTOR, gasLimit, maxTip, budget, ...changes };
}

describe("Dispatcher: submitTask", () => {
  describe("what is stored", () => {
    it("derives the id from chain, Dispatcher and terms", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const request = buildRequest(suite);
      const { chainId, addresses } = suite.deployment;
      const id = taskIdOf({ chainId, dispatcher: addresses.dispatcher, terms: request.terms });

      expect(await suite.dispatcher.taskIdOf(request.terms)).to.equal(id);
      expect(await suite.dispatcher.connect(suite.actor).submitTask.staticCall(request)).to.equal(id);
    });

    it("snapshots the roster, the round and the block", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await suite.registry.connect(suite.operators[2]!.signer).leavePool(suite.pool);
      const roster = await suite.registry.rosterOf(suite.pool);
      const block = await nextBlock(suite);

      const task = await submit(suite, buildRequest(suite));

      const view = await suite.lens.taskOf(task.id);
      expect([view.status, view.callback, view.pool, view.requestedCount]).to.deep.equal([
        1n,
        0n,
        BigInt(suite.pool),
        3n,
      ]);
      expect([view.rosterVersion, view.rosterSize]).to.deep.equal([roster.version, BigInt(defaults.rosterSize - 1)]);
      expect(view.round).to.equal(await suite.beacon.openRound());
      expect(view.submissionBlock).to.equal(block);
      expect(view.timeoutBlock).to.equal(block + BigInt(defaults.timeoutBlocks));
      expect(view.responseBlocks).to.equal(BigInt(defaults.responseBlocks));
      expect([view.window, view.submittedCount]).to.deep.equal([3n, 0n]);
      expect(view.record).to.equal(ZeroHash);
    });

    it("hashes terms as the SDK does when every field is used", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const verifier = await (await deployVerifier()).getAddress();
      const request = buildRequest(suite, {
        terms: {
          currency: await (await deployToken(suite)).getAddress(),
          payoutPolicy: 2,
          schema: encodeResultSchema({ kind: "Custom", maxBytes: 64n }),
          schemaValidator: verifier,
          proof: { proofType: ProofType.Custom, verifier, termsHash: ethers.id("model") },
          callback: callbackTo(verifier),
          commitBlocks: 27,
          revealBlocks: 9,
        },
      });

      const task = await submit(suite, request);

      expect(await suite.dispatcher.statusOf(task.id)).to.equal(1n);
      expect(await suite.dispatcher.taskIdOf(request.terms)).to.equal(task.id);
    });

    it("tells all of it in its events", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, actor } = suite;
      const request = buildRequest(suite);
      const { id } = taskOf(suite, request);
      const { version, size } = await suite.registry.rosterOf(suite.pool);
      const round = await suite.beacon.openRound();

      const submitted = dispatcher.connect(actor).submitTask(request);

      await expect(submitted).to.emit(dispatcher, "DispatchMoved").withArgs(id, 0n, 1n);
      await expect(submitted)
        .to.emit(dispatcher, "TaskSubmitted")
        .withArgs(id, actor.address, suite.pool, round, version, size, anyValue);
    });

    it("emits the request as it came", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher } = suite;
      const task = await submit(suite, buildRequest(suite, { terms: { callback: callbackTo(FAR_AWAY) } }));

      const [event] = await dispatcher.queryFilter(dispatcher.filters.TaskSubmitted(task.id));

      const encode = (request: TaskRequest) => dispatcher.interface.encodeFunctionData("submitTask", [request]);
      expect(encode(event!.args.request as unknown as TaskRequest)).to.equal(encode(task.request));
    });
  });

  describe("what is locked", () => {
    it("holds shares, budget and fee from credit when no value comes along", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor, native } = suite;

      await submit(suite, buildRequest(suite, { terms: { callback: callbackTo(actor.address) } }));

      const locked = SHARES + defaults.callbackBudget;
      expect(await escrow.creditOf(actor, native)).to.equal(defaults.credit - locked - FEE);
      expect(await escrow.heldBy(dispatcher, native)).to.equal(locked);
    });

    it("takes exactly the native part as value, and leaves credit alone", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor, native } = suite;

      await dispatcher.connect(actor).submitTask(buildRequest(suite), { value: SHARES + FEE });

      expect(await escrow.creditOf(actor, native)).to.equal(defaults.credit);
      expect(await escrow.heldBy(dispatcher, native)).to.equal(SHARES);
    });

    for (const [direction, difference] of [
      ["less", -1n],
      ["more", 1n],
    ] as const) {
      it(`refuses a wei ${direction} than the native part`, async () => {
        const { dispatcher, actor, ...suite } = await networkHelpers.loadFixture(suiteFixture);
        const value = SHARES + FEE + difference;

        await expect(dispatcher.connect(actor).submitTask(buildRequest({ dispatcher, actor, ...suite }), { value }))
          .to.be.revertedWithCustomError(dispatcher, "DispatchWrongValue")
          .withArgs(value, SHARES + FEE);
      });
    }

    it("pays the fee to the beacon's credit at once", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      await submit(suite, buildRequest(suite));
      await submit(suite, buildRequest(suite));

      expect(await suite.escrow.creditOf(suite.beacon, suite.native)).to.equal(2n * FEE);
    });

    it("pays no fee when entries are free", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await suite.beacon.setEntryFee(0n);

      await submit(suite, buildRequest(suite));

      expect(await suite.escrow.creditOf(suite.beacon, suite.native)).to.equal(0n);
      expect(await suite.escrow.creditOf(suite.actor, suite.native)).to.equal(defaults.credit - SHARES);
    });

    it("holds shares in a token, and budget and fee in native coin", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor, native } = suite;
      const token = await deployToken(suite);
      const currency = await token.getAddress();
      const callback = callbackTo(actor.address);

      await submit(suite, buildRequest(suite, { terms: { currency, callback } }));

      expect(await escrow.heldBy(dispatcher, currency)).to.equal(SHARES);
      expect(await escrow.creditOf(actor, currency)).to.equal(defaults.credit - SHARES);
      expect(await escrow.heldBy(dispatcher, native)).to.equal(defaults.callbackBudget);
      expect(await escrow.creditOf(actor, native)).to.equal(defaults.credit - defaults.callbackBudget - FEE);
    });

    it("takes only budget and fee as value when shares are in a token", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor, native } = suite;
      const currency = await (await deployToken(suite)).getAddress();
      const request = buildRequest(suite, { terms: { currency } });

      await expect(dispatcher.connect(actor).submitTask(request, { value: SHARES + FEE }))
        .to.be.revertedWithCustomError(dispatcher, "DispatchWrongValue")
        .withArgs(SHARES + FEE, FEE);
      await dispatcher.connect(actor).submitTask(request, { value: FEE });

      expect(await escrow.heldBy(dispatcher, native)).to.equal(0n);
      expect(await escrow.heldBy(dispatcher, currency)).to.equal(SHARES);
    });

    it("refuses an actor whose credit falls short", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor, native } = suite;
      await escrow.connect(actor).withdraw(native, actor, defaults.credit - SHARES - FEE + 1n);

      await expect(dispatcher.connect(actor).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(actor.address, native, SHARES + FEE - 1n, SHARES + FEE);
    });

    it("refuses an actor who did not approve the Dispatcher", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, dispatcher, actor } = suite;
      await escrow.connect(actor).approveMarket(dispatcher, false);

      await expect(dispatcher.connect(actor).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(actor.address, await dispatcher.getAddress());
    });
  });

  describe("who may submit", () => {
    it("refuses to spend somebody else's credit", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, actor, stranger } = suite;

      await expect(dispatcher.connect(stranger).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(dispatcher, "DispatchNotActor")
        .withArgs(actor.address, stranger.address);
    });

    it("refuses terms used before", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite, buildRequest(suite));

      await expect(suite.dispatcher.connect(suite.actor).submitTask(task.request))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTaskExists")
        .withArgs(task.id);
    });

    it("lets two actors use the same salt", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, stranger } = suite;
      const task = await submit(suite, buildRequest(suite));
      const request = { ...task.request, terms: { ...task.terms, actor: stranger.address } };

      await dispatcher.connect(stranger).submitTask(request, { value: SHARES + FEE });

      expect(await dispatcher.statusOf(taskOf(suite, request).id)).to.equal(1n);
    });

    it("refuses everybody while paused, and takes tasks again afterwards", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, actor } = suite;
      await dispatcher.setPaused(true);
      const request = buildRequest(suite);

      await expect(dispatcher.connect(actor).submitTask(request)).to.be.revertedWithCustomError(
        dispatcher,
        "EnforcedPause",
      );
      await dispatcher.setPaused(false);

      await expect(dispatcher.connect(actor).submitTask(request)).to.emit(dispatcher, "TaskSubmitted");
    });

    for (const [name, call] of [
      ["setPaused", (suite: TestSuite) => suite.dispatcher.connect(suite.stranger).setPaused(true)],
      ["setVetted", (suite: TestSuite) => suite.dispatcher.connect(suite.stranger).setVetted(suite.stranger, true)],
    ] as const) {
      it(`lets nobody but governance call ${name}`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);

        await expect(call(suite))
          .to.be.revertedWithCustomError(suite.dispatcher, "AccessManagedUnauthorized")
          .withArgs(suite.stranger.address);
      });
    }

    it("is refused when governance no longer approves the market", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await suite.registry.setMarket(suite.dispatcher, false);

      await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconNotMarket")
        .withArgs(await suite.dispatcher.getAddress());
    });
  });

  describe("bounds", () => {
    type Changes = Parameters<typeof buildRequest>[1];
    type Refusal = readonly [behaviour: string, changes: Changes, error: string, values: readonly unknown[]];

    const schemaOf = (maxBytes: bigint) => encodeResultSchema({ kind: "Raw", maxBytes });
    const { minimumResponseBlocks, responseBlocks, timeoutBlocks, rosterSize } = defaults;
    const refusals: readonly Refusal[] = [
      ["no runner", { numRunners: 0 }, "DispatchBadRunnerCount", [0, rosterSize]],
      ["more runners than the roster has", { numRunners: 9 }, "DispatchBadRunnerCount", [9, rosterSize]],
      ["results for free", { terms: { paymentPerRunner: 0n } }, "DispatchBadPayment", [0n, MAX_PAYMENT]],
      [
        "shares beyond 120 bits together",
        { terms: { paymentPerRunner: MAX_PAYMENT / 3n + 1n } },
        "DispatchBadPayment",
        [MAX_PAYMENT / 3n + 1n, MAX_PAYMENT],
      ],
      ["a timeout of one block", { timeoutBlocks: 1 }, "DispatchBadBlocks", [1, 2, MAX_TIMEOUT_BLOCKS]],
      [
        "a timeout beyond the longest",
        { timeoutBlocks: MAX_TIMEOUT_BLOCKS + 1 },
        "DispatchBadBlocks",
        [MAX_TIMEOUT_BLOCKS + 1, 2, MAX_TIMEOUT_BLOCKS],
      ],
      [
        "less time to respond than the pool grants",
        { responseBlocks: minimumResponseBlocks - 1 },
        "DispatchBadBlocks",
        [minimumResponseBlocks - 1, minimumResponseBlocks, timeoutBlocks],
      ],
      [
        "more time to respond than the task has",
        { responseBlocks: timeoutBlocks + 1 },
        "DispatchBadBlocks",
        [timeoutBlocks + 1, minimumResponseBlocks, timeoutBlocks],
      ],
      ["a short consume window", { terms: { consumeBlocks: 4 } }, "DispatchBadBlocks", [4, 5, MAX_CONSUME_BLOCKS]],
      [
        "a long consume window",
        { terms: { consumeBlocks: MAX_CONSUME_BLOCKS + 1 } },
        "DispatchBadBlocks",
        [MAX_CONSUME_BLOCKS + 1, 5, MAX_CONSUME_BLOCKS],
      ],
      [
        "revealing without committing",
        { terms: { revealBlocks: 5 } },
        "DispatchBadBlocks",
        [0, responseBlocks, timeoutBlocks],
      ],
      [
        "committing without revealing",
        { terms: { commitBlocks: responseBlocks } },
        "DispatchBadBlocks",
        [0, minimumResponseBlocks, timeoutBlocks],
      ],
      [
        "more time to commit than the task has",
        { terms: { commitBlocks: timeoutBlocks + 1, revealBlocks: 1 } },
        "DispatchBadBlocks",
        [timeoutBlocks + 1, responseBlocks, timeoutBlocks],
      ],
      [
        "more time to reveal than the task has",
        { terms: { commitBlocks: responseBlocks, revealBlocks: timeoutBlocks + 1 } },
        "DispatchBadBlocks",
        [timeoutBlocks + 1, minimumResponseBlocks, timeoutBlocks],
      ],
      ["a word that is no schema", { terms: { schema: ZeroHash } }, "ResultSchemaMalformed", [ZeroHash]],
      [
        "a schema beyond the longest result",
        { numRunners: 1, terms: { schema: `0x0100004001${"00".repeat(27)}` } },
        "ResultSchemaMalformed",
        [`0x0100004001${"00".repeat(27)}`],
      ],
      [
        "results too large for a callback",
        { terms: { schema: schemaOf(5_462n) } },
        "DispatchResultsTooLarge",
        [3n * 5_462n, MAX_CALLBACK_BYTES],
      ],
      [
        "a custom schema without a validator",
        { terms: { schema: encodeResultSchema({ kind: "Custom", maxBytes: 32n }) } },
        "DispatchBadValidator",
        [ZeroAddress],
      ],
      [
        "a validator without a custom schema",
        { terms: { schemaValidator: FAR_AWAY } },
        "DispatchBadValidator",
        [FAR_AWAY],
      ],
      [
        "a callback without a target",
        { terms: { callback: callbackTo(ZeroAddress) } },
        "DispatchBadCallback",
        [ZeroAddress, defaults.callbackGasLimit, defaults.callbackBudget],
      ],
      [
        "a budget without a callback",
        { terms: { callback: { ...NO_CALLBACK, budget: 1n } } },
        "DispatchBadCallback",
        [ZeroAddress, 0, 1n],
      ],
      [
        "more gas than a callback may take",
        { terms: { callback: callbackTo(FAR_AWAY, { gasLimit: MAX_GAS_LIMIT + 1 }) } },
        "DispatchBadCallback",
        [FAR_AWAY, MAX_GAS_LIMIT + 1, defaults.callbackBudget],
      ],
      [
        "a verifier without a proof type",
        { terms: { proof: { proofType: ProofType.None, verifier: FAR_AWAY, termsHash: ZeroHash } } },
        "DispatchBadProofRequest",
        [ProofType.None, FAR_AWAY],
      ],
      [
        "a proof type without a verifier",
        { terms: { proof: { proofType: ProofType.Custom, verifier: ZeroAddress, termsHash: ZeroHash } } },
        "DispatchBadProofRequest",
        [ProofType.Custom, ZeroAddress],
      ],
      [
        "a Groth16 verifier that is not vetted",
        { terms: { proof: { proofType: ProofType.Groth16, verifier: FAR_AWAY, termsHash: ZeroHash } } },
        "DispatchBadProofRequest",
        [ProofType.Groth16, FAR_AWAY],
      ],
      [
        "a device verifier that is not vetted",
        { terms: { proof: { proofType: ProofType.DeviceAttestation, verifier: FAR_AWAY, termsHash: ZeroHash } } },
        "DispatchBadProofRequest",
        [ProofType.DeviceAttestation, FAR_AWAY],
      ],
    ];

    for (const [behaviour, changes, error, values] of refusals) {
      it(`refuses ${behaviour}`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const rules = DispatchRules__factory.createInterface();
        const contract = { interface: rules.getError(error) ? rules : suite.dispatcher.interface };

        await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite, changes)))
          .to.be.revertedWithCustomError(contract, error)
          .withArgs(...values);
      });
    }

    const limits: readonly (readonly [behaviour: string, changes: Changes])[] = [
      ["as many runners as the roster has", { numRunners: rosterSize }],
      ["the shortest times there are", { timeoutBlocks: 2, responseBlocks: 2, terms: { consumeBlocks: 5 } }],
      ["the longest task", { timeoutBlocks: MAX_TIMEOUT_BLOCKS, responseBlocks: 65_535 }],
      ["the longest consume window", { terms: { consumeBlocks: MAX_CONSUME_BLOCKS } }],
      ["all the time for committing and revealing", { terms: { commitBlocks: 200, revealBlocks: 200 } }],
      ["results that just fit a callback", { terms: { schema: schemaOf(5_461n) } }],
      ["the largest callback", { terms: { callback: callbackTo(FAR_AWAY, { gasLimit: MAX_GAS_LIMIT }) } }],
      [
        "a custom verifier that nobody vetted",
        { terms: { proof: { proofType: ProofType.Custom, verifier: FAR_AWAY, termsHash: ZeroHash } } },
      ],
    ];

    for (const [behaviour, changes] of limits) {
      it(`takes ${behaviour}`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);

        const task = await submit(suite, buildRequest(suite, changes));

        expect(await suite.dispatcher.statusOf(task.id)).to.equal(1n);
      });
    }

    it("takes a Groth16 verifier that governance vetted", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher } = suite;
      const verifier = FAR_AWAY;
      await expect(dispatcher.setVetted(verifier, true)).to.emit(dispatcher, "VerifierVetted").withArgs(verifier, true);

      const proof = { proofType: ProofType.Groth16, verifier, termsHash: ZeroHash };
      const task = await submit(suite, buildRequest(suite, { terms: { proof } }));

      expect(await dispatcher.statusOf(task.id)).to.equal(1n);
    });

    it("refuses a pool of another market", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await suite.registry.openPool(poolTerms(suite.stranger.address, ethers));
      const pool = Number(await suite.registry.poolCount());

      await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite, { pool })))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchPoolUnavailable")
        .withArgs(pool, suite.stranger.address);
    });

    it("refuses a pool that does not exist", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite, { pool: 9 })))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchPoolUnavailable")
        .withArgs(9, ZeroAddress);
    });

    it("asks for one block at least where the pool asks for none", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, registry, operators } = suite;
      const terms = poolTerms(await dispatcher.getAddress(), ethers);
      await registry.openPool({ ...terms, minimumResponseBlocks: 0 });
      const pool = Number(await registry.poolCount());
      await registry.connect(operators[0]!.signer).joinPool(pool, "0x");

      await expect(
        dispatcher.connect(suite.actor).submitTask(buildRequest(suite, { pool, numRunners: 1, responseBlocks: 0 })),
      )
        .to.be.revertedWithCustomError(dispatcher, "DispatchBadBlocks")
        .withArgs(0, 1, defaults.timeoutBlocks);
    });

    it("refuses more than 40 runners, however large the roster", async () => {
      const suite = await deployTestSuite(connection, 41);

      await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite, { numRunners: 41 })))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadRunnerCount")
        .withArgs(41, 41);
      const task = await submit(suite, buildRequest(suite, { numRunners: 40 }));
      expect((await suite.lens.taskOf(task.id)).window).to.equal(40n);
    });
  });

  describe("from inside a callback", () => {
    it("takes the actor's next task", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher } = suite;
      const mock = await deployActor(suite);
      const actor = await mock.getAddress();
      const callback = callbackTo(actor, { gasLimit: 1_000_000 });
      const { task, order } = await submitFromActor(suite, mock, { numRunners: 1, terms: { callback } });
      await answer(suite, task, order[0]!, 1n);
      const next: TaskRequest = buildRequest(suite, { terms: { actor } });
      await mock.setMood!(REENTER);
      await mock.setAttack!(dispatcher.interface.encodeFunctionData("submitTask", [next]));

      await expect(execute(suite, task, await recordOf(suite, task)))
        .to.emit(dispatcher, "TaskSubmitted")
        .and.to.emit(dispatcher, "CallbackExecuted");

      expect(await mock.attackSucceeded!()).to.equal(true);
      expect(await dispatcher.statusOf(taskOf(suite, next).id)).to.equal(1n);
    });
  });

  describe("attacks", () => {
    it("gives a submitter nothing to grind: the seed of the round is unknown while tasks can join", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { dispatcher, beacon } = suite;
      const mock = await deployActor(suite);
      const request = buildRequest(suite, { terms: { actor: await mock.getAddress() } });
      const { id } = taskOf(suite, request);
      const round = await beacon.openRound();
      const question = dispatcher.interface.encodeFunctionData("responseTimeOf", [id, 0]);

      await expect(mock.submitAndJudge!(request, question, ZeroHash))
        .to.be.revertedWithCustomError(mock, "ActorUnhappy")
        .withArgs(0n);
      await mock.submit!(request);
      await expect(dispatcher.responseTimeOf(id, 0))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(round);
      await beacon.request();
      await expect(dispatcher.responseTimeOf(id, 0))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(round);
      const late = await submit(suite, buildRequest(suite));
      expect((await suite.lens.taskOf(late.id)).round).to.equal(round + 1n);
    });

    it("draws from the roster as it was, not from one that changed after the submission", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite, buildRequest(suite));
      const before = await suite.lens.taskOf(task.id);

      await seatOperator(suite, suite.stranger, suite.pool);

      const after = await suite.lens.taskOf(task.id);
      expect([after.rosterVersion, after.rosterSize]).to.deep.equal([before.rosterVersion, before.rosterSize]);
    });

    it("does not believe terms that differ from the task's in any field", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { task } = await submitDrawn(suite);
      const forgeries: TaskTerms[] = [
        { ...task.terms, actor: suite.stranger.address },
        { ...task.terms, currency: suite.stranger.address },
        { ...task.terms, paymentPerRunner: task.terms.paymentPerRunner + 1n },
        { ...task.terms, payoutPolicy: 2 },
        { ...task.terms, schema: encodeResultSchema({ kind: "Raw", maxBytes: 32n }) },
        { ...task.terms, schemaValidator: suite.stranger.address },
        { ...task.terms, proof: { ...task.terms.proof, termsHash: ethers.id("other") } },
        { ...task.terms, callback: { ...task.terms.callback, target: suite.stranger.address } },
        { ...task.terms, callback: { ...task.terms.callback, budget: 1n } },
        { ...task.terms, consumeBlocks: 51 },
        { ...task.terms, commitBlocks: 1 },
        { ...task.terms, revealBlocks: 1 },
      ];

      for (const terms of forgeries) {
        await expect(suite.dispatcher.expire(task.id, terms))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongTerms")
          .withArgs(task.id, idOf(suite, terms));
      }
    });
  });
});
