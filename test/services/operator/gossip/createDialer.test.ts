import { expect } from "chai";

import { createDialer, type Dialer } from "../../../../services/operator/gossip/createDialer.ts";
import { isTrue } from "../../../helpers/isTrue.ts";

const INTERVAL_MS = 5;
const target = (name: string) => ({ name, addresses: [], maxDelayMs: 30_000 });

describe("createDialer", () => {
  let dialer: Dialer | undefined;

  afterEach(() => dialer?.stop());

  /** A dialer, and the names that it dialled, by how each dial ends. */
  function startDialer(names: readonly string[], dial: (name: string) => Promise<void>) {
    const dialled: string[] = [];
    const failed: string[] = [];
    dialer = createDialer({
      targets: () => names.map(target),
      dial: async ({ name }) => {
        dialled.push(name);
        await dial(name);
      },
      onFailure: ({ name }) => void failed.push(name),
      intervalMs: INTERVAL_MS,
    });
    dialer.start();
    return { dialled, failed, dialer };
  }

  const fail = () => Promise.reject(new Error("Nobody answers."));
  const hang = () => new Promise<void>(() => undefined);

  it("tries again after a pause, and says so once", async () => {
    const { dialled, failed } = startDialer(["a"], fail);
    await isTrue(() => dialled.length === 2);
    expect(failed).to.deep.equal(["a"]);
  });

  it("waits longer for a peer that is lost as soon as it is found", async () => {
    const times: number[] = [];
    startDialer(["a"], async () => void times.push(Date.now()));
    await isTrue(() => times.length === 3);
    expect(times[1]! - times[0]!).to.be.at.least(500);
    expect(times[2]! - times[1]!).to.be.at.least(1_000);
  });

  it("dials at once when somebody has reason to think that a peer is back", async () => {
    const ends: number[] = [];
    const { dialled, dialer } = startDialer(["a"], () => fail().finally(() => ends.push(Date.now())));
    await isTrue(() => ends.length === 3);
    dialer.wake("a");
    await isTrue(() => dialled.length === 4);
    // The third pause is of two seconds.
    expect(Date.now() - ends[2]!).to.be.below(1_500);
  });

  it("dials no more than four at once, and nobody twice", async () => {
    const { dialled, dialer } = startDialer(["a", "b", "c", "d", "e", "f"], hang);
    await isTrue(() => dialled.length === 4);
    dialer.wake();
    await dialer.stop();
    expect(dialled).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("stops while somebody does not answer", async () => {
    const { dialled, failed, dialer } = startDialer(["a"], hang);
    await isTrue(() => dialled.length === 1);
    await dialer.stop();
    expect(failed).to.deep.equal([]);
  });
});
