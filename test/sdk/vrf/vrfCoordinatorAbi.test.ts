import { expect } from "chai";
import { Interface } from "ethers";
import { network } from "hardhat";

import { coordinatorConfig } from "../../../sdk/vrf/coordinatorConfig.ts";
import { vrfCoordinatorAbi } from "../../../sdk/vrf/vrfCoordinatorAbi.ts";

const { ethers } = await network.create();

describe("vrfCoordinatorAbi", () => {
  it("says of each of its functions, events and errors what the compiled coordinator says", async () => {
    const { interface: compiled } = await ethers.getContractFactory("VRFCoordinatorV2_5");
    const real = compiled.fragments.filter(({ type }) => type !== "constructor").map((each) => each.format("minimal"));

    for (const fragment of new Interface(vrfCoordinatorAbi).fragments) {
      expect(real).to.include(fragment.format("minimal"));
    }
  });
});

describe("coordinatorConfig", () => {
  it("names the parameters of setConfig, in their order", async () => {
    const { interface: compiled } = await ethers.getContractFactory("VRFCoordinatorV2_5");

    const parameters = compiled.getFunction("setConfig")!.inputs.map(({ name }) => name);
    expect(Object.keys(coordinatorConfig)).to.deep.equal(parameters);
  });
});
