import { expect } from "chai";
import { network } from "hardhat";

const { ethers } = await network.create();

describe("IntentBox", () => {
  it("announces who wants what, and from when on", async () => {
    const [sender] = await ethers.getSigners();
    const box = await ethers.deployContract("IntentBox");

    await expect(box.send(123n, "0xc0ffee")).to.emit(box, "IntentSent").withArgs(sender!.address, 123n, "0xc0ffee");
  });
});
