import { expect } from "chai";
import { network } from "hardhat";

import { decodePng } from "../../../sdk/inference/images/decodePng.ts";
import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import { IMAGE_MODEL, openCase, playCase, startInferenceNetwork, workUntil } from "../../helpers/inferenceNetwork.ts";

const connection = await network.create();

describe("an inference task from its creation to the payment", function () {
  this.timeout(300_000);

  it("gives the application its pictures, and the node its fee, on a real proof", async () => {
    const net = await startInferenceNetwork(connection, { samplingModulus: 1_000 });
    const { inference, escrow } = net.suite;
    const task = await openCase(net, { kind: "image", baseModel: IMAGE_MODEL, label: 7, seed: 1, numImages: 2 });

    const { state, files = [], steps } = await playCase(net, task);
    expect(state, steps.join("\n")).to.equal("done");
    expect(files.map(({ name }) => name)).to.deep.equal(["image-00.png", "image-01.png"]);
    expect(files.map(({ bytes }) => decodePng(bytes).width)).to.deep.equal([28, 28]);

    const { id } = task.first;
    await workUntil(net, async () => inferenceStatuses[Number(await inference.statusOf(id))] === "EndSuccess");
    const { node } = await inference.taskOf(id);
    const worker = net.nodes.find(({ operator }) => BigInt(operator) === node)!;
    expect(await escrow.creditOf(worker.signer, net.suite.native)).to.equal(task.first.file.order.terms.fee);
    await net.stop();
  });
});
