import { expect } from "chai";
import type { Provider } from "ethers";
import { network } from "hardhat";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { TaskEvent } from "../../../sdk/dispatch/taskEvent.ts";
import { watchTasks, type WatchTasksParameters } from "../../../sdk/dispatch/watchTasks.ts";
import { buildRequest, submit } from "../../helpers/dispatch.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { loadFixture, mine, takeSnapshot } = networkHelpers;

const POLL_MS = 1;

describe("watchTasks", () => {
  let suite: TestSuite;
  let stop: AbortController;
  let events: TaskEvent[];

  async function deployFixture() {
    return deployTestSuite(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    stop = new AbortController();
    events = [];
  });

  /** Watches until the step that follows each poll ends it. The n-th call of `step` comes before the n-th poll. */
  async function watch(
    step: (poll: number) => Promise<void> | void,
    changes: Partial<WatchTasksParameters> = {},
  ): Promise<void> {
    let polls = 0;
    const provider = new Proxy(suite.provider, {
      get(target, key) {
        const member = Reflect.get(target, key, target) as unknown;
        if (typeof member !== "function") return member;
        if (key !== "getBlockNumber") return member.bind(target) as unknown;
        return async () => {
          await step(++polls);
          return target.getBlockNumber();
        };
      },
    });
    await follow({ ...suite, provider }, changes);
  }

  async function follow(client: MusterClient, changes: Partial<WatchTasksParameters> = {}): Promise<void> {
    await watchTasks(client, {
      fromBlock: suite.deployment.fromBlock,
      onEvent: (event) => void events.push(event),
      signal: stop.signal,
      pollIntervalMs: POLL_MS,
      ...changes,
    });
  }

  const newTask = async () => submit(suite, buildRequest(suite));
  const submittedIds = () => events.filter(({ name }) => name === "TaskSubmitted").map(({ id }) => id);

  it("delivers what has happened and what happens, in order and once", async () => {
    const first = await newTask();
    let second = first;
    await watch(async (poll) => {
      if (poll === 3) second = await newTask();
      if (poll === 6) stop.abort();
    });

    expect(events.map(({ name, id }) => [name, id])).to.deep.equal([
      ["DispatchMoved", first.id],
      ["TaskSubmitted", first.id],
      ["DispatchMoved", second.id],
      ["TaskSubmitted", second.id],
    ]);
  });

  it("reads a long history in ranges", async () => {
    const first = await newTask();
    await mine(50);
    const second = await newTask();
    await watch((poll) => (submittedIds().length === 2 && poll > 20 ? stop.abort() : undefined), {
      maxRangeBlocks: 3,
    });

    expect(submittedIds()).to.deep.equal([first.id, second.id]);
  });

  it("goes on after the node has failed", async () => {
    const { id } = await newTask();
    const errors: unknown[] = [];
    const failure = new Error("The node is away.");
    await watch(
      (poll) => {
        if (poll === 1) throw failure;
        if (poll === 3) stop.abort();
      },
      { onError: (error) => void errors.push(error) },
    );

    expect(errors).to.deep.equal([failure]);
    expect(submittedIds()).to.deep.equal([id]);
  });

  it("delivers an event once more when a reorganisation moves it to another block", async () => {
    const snapshot = await takeSnapshot();
    const request = buildRequest(suite);
    const { id } = await submit(suite, request);
    await watch(async (poll) => {
      if (poll === 3) {
        await snapshot.restore();
        await mine(2);
        await submit(suite, request);
      }
      if (poll === 6) stop.abort();
    });
    const submissions = events.filter(({ name }) => name === "TaskSubmitted");

    expect(submissions.map((event) => event.id)).to.deep.equal([id, id]);
    expect(submissions[1]!.block).to.equal(submissions[0]!.block + 2);
    expect(submissions[1]!.blockHash).not.to.equal(submissions[0]!.blockHash);
  });

  it("tells from where it can be resumed, so that nothing is lost or delivered twice", async () => {
    const confirmed: number[] = [];
    const first = await newTask();
    await mine(5);
    const second = await newTask();
    await watch((poll) => (poll === 3 ? stop.abort() : undefined), {
      confirmations: 5,
      onConfirmed: (block) => void confirmed.push(block),
    });
    const before = submittedIds();
    [events, stop] = [[], new AbortController()];
    await watch((poll) => (poll === 3 ? stop.abort() : undefined), { fromBlock: confirmed.at(-1)! + 1 });

    expect(before).to.deep.equal([first.id, second.id]);
    expect(submittedIds()).to.deep.equal([second.id]);
  });

  it("ends with what the listener throws", async () => {
    await newTask();
    const failure = new Error("The listener is done.");
    const watching = follow(suite, {
      onEvent: () => {
        throw failure;
      },
    });

    expect(await rejectionOf(watching)).to.equal(failure);
  });

  it("does nothing once it is stopped", async () => {
    await newTask();
    stop.abort();
    await follow({ ...suite, provider: undefined as unknown as Provider });

    expect(events).to.deep.equal([]);
  });
});
