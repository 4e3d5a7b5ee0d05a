import { expect } from "chai";
import { toBeHex } from "ethers";
import { network } from "hardhat";

import { advanceInference } from "../../../sdk/inference/advanceInference.ts";
import type { InferenceMarket } from "../../../typechain-types/index.ts";
import {
  clientOf,
  createTask,
  deployInference,
  inferenceDefaults,
  type InferenceSuite,
  statusOf,
} from "../../helpers/inferenceMarket.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** A task whose round is answered. */
async function answeredFixture() {
  const suite = await deployInference(connection);
  const task = await createTask(suite);
  await answerRound(suite);
  const { id, guid, nonce, parametersSalt, file } = task;
  const ticket = { id, guid, parameters: toBeHex(nonce, 32), salt: parametersSalt, file };
  const secrets = { vrfSecretKey: inferenceDefaults.vrfSecretKey, encryptionSecret: toBeHex(1, 32) };
  return { suite, task, parameters: { secrets, task: { first: ticket, siblings: [] }, relay: "http://127.0.0.1:1" } };
}

/** A market in which something happens just before a task is started. */
function startAfter({ market }: InferenceSuite, happen: () => Promise<unknown>): InferenceMarket {
  const startTask = Object.assign(
    async (id: string) => {
      await happen();
      return market.startTask(id);
    },
    { staticCall: async (id: string) => market.startTask.staticCall(id) },
  );
  return new Proxy(market, {
    get: (target, name) => (name === "startTask" ? startTask : (Reflect.get(target, name) as unknown)),
  });
}

describe("advanceInference", () => {
  it("takes it calmly that somebody else drew the node first", async () => {
    const { suite, task, parameters } = await networkHelpers.loadFixture(answeredFixture);
    const { market, stranger } = suite;
    const client = await clientOf(suite);
    const inference = startAfter(suite, async () => market.connect(stranger).startTask(task.id));

    const { state, step } = await advanceInference({ ...client, inference }, parameters);

    expect([state, step]).to.deep.equal(["waiting", "somebody else was faster (Started)"]);
    expect(await statusOf(suite, task)).to.equal("Started");
  });

  it("tells why a draw failed that nobody else made", async () => {
    const { suite, parameters } = await networkHelpers.loadFixture(answeredFixture);
    const client = await clientOf(suite);
    const inference = startAfter(suite, async () => Promise.reject(new Error("the node is gone")));

    const error = await rejectionOf(advanceInference({ ...client, inference }, parameters));
    expect(String((error as Error).cause)).to.include("the node is gone");
  });
});
