import { expect } from "chai";
import { network } from "hardhat";

import { encodeParameters } from "../../../sdk/inference/parameters/encodeParameters.ts";
import { decodeParameters } from "../../../sdk/inference/parameters/decodeParameters.ts";
import { nodeStatuses } from "../../../sdk/inference/nodeStatuses.ts";
import type { InferenceEngine } from "../../../services/operator/inference/createInferenceEngine.ts";
import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import { playSampled, startInferenceNetwork, testEngine, workUntil } from "../../helpers/inferenceNetwork.ts";

const connection = await network.create();

describe("a node that cheats", function () {
  this.timeout(300_000);

  it("slashes a node whose result two others contradict, and pays those two", async () => {
    const net = await startInferenceNetwork(connection, { samplingModulus: 2, engines: [lazyEngine()] });
    const { inference, registry } = net.suite;
    const [cheat] = net.nodes;
    const before = await registry.slashableOf(cheat!.operator);
    for (let isCaught = false; !isCaught;) {
      const { task } = await playSampled(net);
      await workUntil(net, async () => {
        const { status } = await inference.taskOf(task.first.id);
        return inferenceStatuses[Number(status)]!.startsWith("End");
      });
      isCaught = nodeStatuses[Number((await inference.nodeOf(cheat!.operator)).status)] === "Slashed";
    }
    const { slashBps } = (await inference.settings()).sampling;
    expect(before - (await registry.slashableOf(cheat!.operator))).to.equal((before * slashBps) / 10_000n);
    await net.stop();
  });
});

/** Draws the wrong digit, as one that has a result at hand and does not want to compute. */
function lazyEngine(): InferenceEngine {
  const engine = testEngine();
  return {
    run: async (bytes, declared, signal) => {
      const wanted = decodeParameters(bytes);
      const other = wanted.kind === "image" ? { ...wanted, label: (wanted.label + 1) % 10 } : wanted;
      return engine.run(encodeParameters(other), declared, signal);
    },
  };
}
