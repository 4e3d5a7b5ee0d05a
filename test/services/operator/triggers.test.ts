import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fastify from "fastify";
import { network } from "hardhat";

import { createBlockTrigger } from "../../../services/operator/triggers/createBlockTrigger.ts";
import { createEventTrigger } from "../../../services/operator/triggers/createEventTrigger.ts";
import { createManualTrigger } from "../../../services/operator/triggers/createManualTrigger.ts";
import { createPredicateTrigger } from "../../../services/operator/triggers/createPredicateTrigger.ts";
import { createQueueTrigger } from "../../../services/operator/triggers/createQueueTrigger.ts";
import { createTimeTrigger } from "../../../services/operator/triggers/createTimeTrigger.ts";
import { loadPredicate } from "../../../services/operator/triggers/loadPredicate.ts";
import { QueueFullError } from "../../../services/operator/triggers/queueFullError.ts";
import type { Trigger, TriggerLook } from "../../../services/operator/triggers/trigger.ts";
import { readTriggers } from "../../../services/operator/readTriggers.ts";
import { SettingError } from "../../../services/settingError.ts";
import { IntentBox__factory } from "../../../typechain-types/index.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const options = { name: "test", taskDefinitionId: 1 };
const SECOND_MS = 1_000;

/** Looks again and again, as a performer does. */
function watch(trigger: Trigger, cursor?: string) {
  let last = cursor;
  return async (look: Partial<TriggerLook> = {}) => {
    const base = { head: 0, now: 0, free: 100, signal: AbortSignal.timeout(60_000) };
    const { firings, cursor: next } = await trigger.look({ ...base, ...look, cursor: last });
    last = next;
    return firings;
  };
}

describe("triggers", () => {
  let dir: string;
  let keys: number;
  const newKey = () => `key ${++keys}`;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "muster-triggers-"));
    keys = 0;
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  describe("manual", () => {
    it("fires once for each call", async () => {
      const trigger = createManualTrigger(options, newKey);
      trigger.fire({ pair: "ETH" });
      const look = watch(trigger);
      expect(await look()).to.deep.equal([{ key: "key 1", input: { pair: "ETH" } }]);
      expect(await look()).to.deep.equal([]);
    });
  });

  describe("block", () => {
    it("fires once in each multiple", async () => {
      const look = watch(createBlockTrigger({ ...options, every: 10 }));
      const fired: number[][] = [];
      for (const head of [9, 10, 10, 11, 20]) fired.push((await look({ head })).map(({ block }) => block ?? 0));
      expect(fired).to.deep.equal([[], [10], [], [], [20]]);
    });

    it("fires for the newest of the multiples that it missed", async () => {
      const look = watch(createBlockTrigger({ ...options, every: 10 }), "20");
      expect(await look({ head: 57 })).to.deep.equal([{ key: "50", input: { blockNumber: 50 }, block: 50 }]);
    });
  });

  describe("time", () => {
    it("fires when the next multiple of seconds has come", async () => {
      const look = watch(createTimeTrigger({ ...options, everySeconds: 60 }));
      expect(await look({ now: 130 * SECOND_MS })).to.deep.equal([]);
      expect(await look({ now: 179 * SECOND_MS })).to.deep.equal([]);
      expect(await look({ now: 180 * SECOND_MS })).to.deep.equal([{ key: "180", input: { timestamp: 180 } }]);
      expect(await look({ now: 181 * SECOND_MS })).to.deep.equal([]);
    });
  });

  describe("queue", () => {
    const queue = (maxSize = 10) => createQueueTrigger({ ...options, maxSize, path: join(dir, "queue") }, newKey);
    const inputsOf = (firings: readonly { input: unknown }[]) => firings.map(({ input }) => input);

    it("fires by priority, then in order of arrival, as many as are free", async () => {
      const trigger = queue();
      for (const [n, priority] of [0, 5, 0, 5].entries()) await trigger.push({ n }, priority);
      const look = watch(trigger);
      const first = await look({ free: 3 });
      await trigger.kept?.(first.map(({ key }) => key));

      expect(inputsOf(first)).to.deep.equal([{ n: 1 }, { n: 3 }, { n: 0 }]);
      expect(inputsOf(await look())).to.deep.equal([{ n: 2 }]);
      await trigger.close();
    });

    it("keeps what waits when it is opened again", async () => {
      const before = queue();
      for (const n of [1, 2, 3]) await before.push({ n }, 0);
      await before.kept?.(["key 2"]);
      await before.close();

      const after = queue();
      expect(inputsOf(await watch(after)())).to.deep.equal([{ n: 1 }, { n: 3 }]);
      await after.close();
    });

    it("takes no more than its limit", async () => {
      const trigger = queue(1);
      await trigger.push({}, 0);
      const error = await rejectionOf(trigger.push({}, 0));
      await trigger.close();
      expect(error).to.be.instanceOf(QueueFullError);
      expect(error).to.include({ queue: "test", limit: 1 });
    });
  });

  describe("predicate", () => {
    it("fires when the answer becomes yes, and again after a no", async () => {
      let isDue = false;
      const look = watch(createPredicateTrigger({ ...options, predicate: () => isDue, everyMs: 0 }));
      const fired: number[] = [];
      for (const answer of [false, true, true, false, true]) {
        isDue = answer;
        fired.push((await look()).length);
      }
      expect(fired).to.deep.equal([0, 1, 0, 0, 1]);
    });

    it("fires once for each key", async () => {
      let key = "a";
      const predicate = () => ({ isDue: true, key, input: { key } });
      const look = watch(createPredicateTrigger({ ...options, predicate, everyMs: 0 }));
      const first = [...(await look()), ...(await look())];
      key = "b";
      expect([...first, ...(await look())]).to.deep.equal([
        { key: "a", input: { key: "a" } },
        { key: "b", input: { key: "b" } },
      ]);
    });

    it("asks no sooner than it is told", async () => {
      let asked = 0;
      const look = watch(createPredicateTrigger({ ...options, predicate: () => ++asked === 0, everyMs: 100 }));
      for (const now of [1_000, 1_050, 1_100]) await look({ now });
      expect(asked).to.equal(2);
    });

    it("asks a module, and an address", async () => {
      const path = join(dir, "predicate.mjs");
      writeFileSync(path, "export const isDue = ({ head }) => ({ isDue: head > 5, input: { head } });");
      const server = fastify();
      server.get("/due", async () => ({ isDue: true, input: { from: "afar" } }));
      const url = await server.listen({ port: 0, host: "127.0.0.1" });
      const fired: unknown[] = [];
      for (const source of [path, `${url}/due`]) {
        const predicate = await loadPredicate(source);
        const look = watch(createPredicateTrigger({ ...options, predicate, everyMs: 0 }));
        fired.push(...(await look({ head: 6 })).map(({ input }) => input));
      }
      await server.close();
      expect(fired).to.deep.equal([{ head: 6 }, { from: "afar" }]);
    });
  });

  describe("event", () => {
    it("fires for each event, from its block on, and resumes at its cursor", async () => {
      const { ethers } = await network.create();
      const [signer] = await ethers.getSigners();
      const contract = await new IntentBox__factory(signer).deploy();
      const first = await contract.send(0, "0x01");
      const { blockNumber } = (await first.wait())!;
      await contract.send(0, "0x02");
      const event = contract.interface.getEvent("IntentSent").format("full");
      const parameters = { ...options, provider: ethers.provider, contract: String(contract.target), event };
      const trigger = createEventTrigger({ ...parameters, fromBlock: 0 });

      const look = watch(trigger);
      const firings = await look({ head: blockNumber + 1 });
      expect(firings.map(({ block }) => block)).to.deep.equal([blockNumber, blockNumber + 1]);
      expect(firings[0]!.key).to.equal(`${first.hash}:0`);
      expect(await look({ head: blockNumber + 1 })).to.deep.equal([]);
      const resumed = watch(trigger, String(blockNumber + 1));
      expect((await resumed({ head: blockNumber + 1 })).map(({ block }) => block)).to.deep.equal([blockNumber + 1]);
    });
  });

  describe("readTriggers", () => {
    it("makes one of each kind", async () => {
      const { ethers } = await network.create();
      const event = "event IntentSent(address indexed sender, uint256 notBefore, bytes intent)";
      const predicate = join(dir, "predicate.mjs");
      writeFileSync(predicate, "export const isDue = () => false;");
      const path = join(dir, "triggers.json");
      const kinds = [
        { kind: "manual" },
        { kind: "queue" },
        { kind: "block", every: 5 },
        { kind: "time", everySeconds: 60 },
        { kind: "event", contract: ethers.ZeroAddress, event },
        { kind: "predicate", source: predicate },
      ];
      writeFileSync(path, JSON.stringify(kinds.map((kind) => ({ ...kind, name: kind.kind, taskDefinitionId: 2 }))));
      const triggers = await readTriggers({ path, provider: ethers.provider, dataDir: dir });
      expect(triggers.map(({ name, taskDefinitionId }) => [name, taskDefinitionId])).to.deep.equal(
        kinds.map(({ kind }) => [kind, 2]),
      );
    });

    it("names the setting when a trigger is malformed", async () => {
      const { ethers } = await network.create();
      const path = join(dir, "triggers.json");
      writeFileSync(path, JSON.stringify([{ kind: "block", name: "b", taskDefinitionId: 1, every: 0 }]));
      const error = await rejectionOf(readTriggers({ path, provider: ethers.provider, dataDir: dir }));
      expect(error).to.be.instanceOf(SettingError);
      expect((error as SettingError).setting).to.equal("MUSTER_OPERATOR_TRIGGERS");
    });
  });
});
