import { expect } from "chai";
import { network } from "hardhat";

import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import { playSampled, startInferenceNetwork, workUntil } from "../../helpers/inferenceNetwork.ts";

const connection = await network.create();

describe("an inference task that is sampled", function () {
  this.timeout(300_000);

  it("checks a task that was sampled with two others, and shares its fee", async () => {
    const net = await startInferenceNetwork(connection, { samplingModulus: 2 });
    const { inference } = net.suite;
    const { task, steps } = await playSampled(net);
    const [first, ...siblings] = await Promise.all(
      [task.first, ...task.siblings].map(
        async ({ id }) => inferenceStatuses[Number((await inference.taskOf(id)).status)],
      ),
    );
    expect(steps).to.include("disclosed the group");
    expect(siblings, steps.join("\n")).to.deep.equal(["EndGroupRefund", "EndGroupRefund"]);
    await workUntil(
      net,
      async () => inferenceStatuses[Number(await inference.statusOf(task.first.id))] === "EndGroupSuccess",
    );
    expect(first).to.equal("GroupValidated");
    await net.stop();
  });
});
