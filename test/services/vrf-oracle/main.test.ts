import { expect } from "chai";
import { Wallet, parseEther, toBeHex } from "ethers";
import { network } from "hardhat";

import { deployVrfCoordinator } from "../../helpers/deployVrfCoordinator.ts";
import { runService } from "../../helpers/runService.ts";
import { vrfDefaults } from "../../helpers/vrfDefaults.ts";

const VRF_KEY = toBeHex(vrfDefaults.secretKey, 32);
const SENDER_KEY = toBeHex(0x73656e646572n, 32);

describe("vrf-oracle process", () => {
  it("logs ready, answers a request, and ends with code 0 on SIGTERM", async () => {
    const server = await network.createServer("default", "127.0.0.1", 0);
    const { address, port } = await server.listen();
    const url = `http://${address}:${port}`;
    const { ethers, networkHelpers } = await network.create({ network: "localhost", override: { url } });
    const suite = await deployVrfCoordinator(ethers);
    await suite.fund();
    await networkHelpers.setBalance(new Wallet(SENDER_KEY).address, parseEther("1"));
    const oracle = runService(
      "vrf-oracle",
      { MUSTER_RPC_URL: url, MUSTER_VRF_KEY: VRF_KEY, MUSTER_SENDER_KEY: SENDER_KEY },
      ["--coordinator", suite.coordinatorAddress, "--confirmations", "1"],
    );

    try {
      const ready = await oracle.next("ready");
      expect(ready).to.include({ coordinatorAddress: suite.coordinatorAddress, keyHash: suite.keyHash });
      const request = await suite.request();
      await networkHelpers.mine(vrfDefaults.confirmations);
      expect(await oracle.next("requestAnswered")).to.include({ requestId: request.requestId.toString() });
      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
      oracle.child.kill("SIGTERM");
      await oracle.next("stopped");
      expect(await oracle.exited).to.deep.equal([0, null]);
    } finally {
      oracle.child.kill("SIGKILL");
      await server.close();
    }
  });

  it("waits for a node that is not there, and ends with code 0 on SIGINT", async () => {
    const oracle = runService("vrf-oracle", {
      MUSTER_RPC_URL: "http://127.0.0.1:1",
      MUSTER_VRF_KEY: VRF_KEY,
      MUSTER_SENDER_KEY: SENDER_KEY,
      MUSTER_COORDINATOR: new Wallet(SENDER_KEY).address,
    });

    expect(await oracle.next("chainUnavailable")).to.include({ reason: "ECONNREFUSED" });
    oracle.child.kill("SIGINT");
    await oracle.next("stopped");
    expect(await oracle.exited).to.deep.equal([0, null]);
  });

  for (const [name, env, setting] of [
    ["is missing", {}, "MUSTER_RPC_URL"],
    ["is malformed", { MUSTER_RPC_URL: "http://127.0.0.1:1", MUSTER_COORDINATOR: "0x12" }, "MUSTER_COORDINATOR"],
  ] as const) {
    it(`names the setting that ${name}, and ends with code 1`, async () => {
      const oracle = runService("vrf-oracle", env);

      expect(await oracle.next("failed"))
        .to.include({ code: "SETTING" })
        .and.have.property("msg")
        .that.contains(setting);
      expect(await oracle.exited).to.deep.equal([1, null]);
    });
  }

  it("keeps a malformed key out of its log", async () => {
    const oracle = runService("vrf-oracle", {
      MUSTER_RPC_URL: "http://127.0.0.1:1",
      MUSTER_COORDINATOR: new Wallet(SENDER_KEY).address,
      MUSTER_VRF_KEY: `${VRF_KEY}ff`,
    });

    const line = await oracle.next("failed");
    expect(line).to.have.property("msg").that.contains("MUSTER_VRF_KEY");
    expect(JSON.stringify(line)).not.to.contain(vrfDefaults.secretKey.toString(16));
  });
});
