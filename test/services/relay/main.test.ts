import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { Wallet, parseEther, toBeHex } from "ethers";
import { network } from "hardhat";

import { blobStruct } from "../../../sdk/availability/blobStruct.ts";
import { fetchProof } from "../../../sdk/availability/fetchProof.ts";
import { seededBytes } from "../../helpers/availability.ts";
import { deployRelayGround, makeFolder, taskBlob, uploadTo } from "../../helpers/relay.ts";
import { runService } from "../../helpers/runService.ts";

const PUBLISHER_KEY = toBeHex(0x7075626c6973686572n, 32);
const BYTES = seededBytes("parameters", 1_000);
const OTHERS = ["escrow", "registry", "beacon", "coordinator", "reputation", "dispatcher", "lens"];

describe("relay process", () => {
  it("takes a blob, is killed, posts the root when it is started again, and ends with code 0 on SIGTERM", async () => {
    const server = await network.createServer("default", "127.0.0.1", 0);
    const { address, port } = await server.listen();
    const url = `http://${address}:${port}`;
    const connection = await network.create({ network: "localhost", override: { url } });
    const ground = await deployRelayGround(connection);
    const publisher = new Wallet(PUBLISHER_KEY);
    await connection.networkHelpers.setBalance(publisher.address, parseEther("1"));

    const folder = makeFolder();
    const availability = await ground.availability.getAddress();
    const others = OTHERS.map((role) => [role, ground.stranger.address]);
    const book = { chainId: ground.chainId, fromBlock: 0, addresses: { ...Object.fromEntries(others), availability } };
    const deployment = join(folder.path, "muster.json");
    writeFileSync(deployment, JSON.stringify(book));
    const env = {
      MUSTER_RPC_URL: url,
      MUSTER_DEPLOYMENT: deployment,
      MUSTER_PRIVATE_KEY: PUBLISHER_KEY,
      MUSTER_DATA_DIR: join(folder.path, "relay"),
      MUSTER_RELAY_MARKETS: await ground.market.getAddress(),
      MUSTER_RELAY_PORT: "0",
      MUSTER_POLL_INTERVAL_MS: "100",
    };
    const patient = runService("relay", { ...env, MUSTER_RELAY_BATCH_SECONDS: "3600" });
    const first = await patient.next("listening");
    await patient.next("ready");
    await uploadTo(ground, { base: String(first.url) }, BYTES);
    patient.child.kill("SIGKILL");
    await patient.exited;

    const hasty = runService("relay", { ...env, MUSTER_RELAY_BATCH_SECONDS: "0" });
    const { url: relay } = await hasty.next("listening");
    const blob = await taskBlob(ground, BYTES);
    const { proof } = await fetchProof({ relay: String(relay), blob, pollIntervalMs: 50 });
    await ground.availability.requireAvailable(publisher.address, blobStruct(blob), [...proof]);
    hasty.child.kill("SIGTERM");
    const [code] = await hasty.exited;
    await server.close();
    folder.remove();

    expect(code).to.equal(0);
  });

  it("names the setting that is missing, and ends with code 1", async () => {
    const relay = runService("relay", { MUSTER_RPC_URL: "http://127.0.0.1:1" });
    const { code, msg } = await relay.next("failed");
    const [exitCode] = await relay.exited;

    expect([exitCode, code]).to.deep.equal([1, "SETTING"]);
    expect(msg).to.include("MUSTER_DEPLOYMENT");
  });
});
