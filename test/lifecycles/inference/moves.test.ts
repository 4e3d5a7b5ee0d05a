import { expect } from "chai";
import { id as hashText } from "ethers";
import { network } from "hardhat";

import { InferenceMarket__factory } from "../../../typechain-types/index.ts";

const { ethers } = await network.create();

describe("InferenceMarket: the one status writer", () => {
  it("reverts on edges that the machine does not have, and emits on those that it has", async () => {
    const harness = await ethers.deployContract("InferenceMoveHarness");
    const market = InferenceMarket__factory.connect(await harness.getAddress(), ethers.provider);
    const id = hashText("a task");
    await expect(harness.getFunction("move")(id, 2))
      .to.be.revertedWithCustomError(market, "InferenceBadMove")
      .withArgs(id, 0n, 2n);
    await expect(harness.getFunction("move")(id, 1)).to.emit(market, "InferenceMoved").withArgs(id, 0n, 1n);
    await expect(harness.getFunction("move")(id, 9))
      .to.be.revertedWithCustomError(market, "InferenceBadMove")
      .withArgs(id, 1n, 9n);
  });
});
