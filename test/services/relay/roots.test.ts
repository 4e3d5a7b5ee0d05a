import { cpSync } from "node:fs";

import { expect } from "chai";
import { network } from "hardhat";
import type { TransactionRequest } from "ethers";

import { fetchProof } from "../../../sdk/availability/fetchProof.ts";
import { leafOf } from "../../../sdk/availability/leafOf.ts";
import { blobStruct } from "../../../sdk/availability/blobStruct.ts";
import type { CreateRelayParameters } from "../../../services/relay/createRelay.ts";
import { seededBytes } from "../../helpers/availability.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployRelayGround, makeFolder, startRelay, taskBlob, uploadTo } from "../../helpers/relay.ts";
import type { RelayGround, TestRelay } from "../../helpers/relay.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const SIZES = [100, 200, 300];
const BLOBS = SIZES.map((size) => seededBytes(`blob ${size}`, size));

async function groundFixture(): Promise<RelayGround> {
  return deployRelayGround(connection);
}

describe("roots of a relay", () => {
  let ground: RelayGround;
  let relay: TestRelay;
  let folders: ReturnType<typeof makeFolder>[];

  beforeEach(async () => {
    ground = await networkHelpers.loadFixture(groundFixture);
    folders = [makeFolder()];
    relay = await startRelay(ground, folders[0]!.path);
  });

  afterEach(async () => {
    await relay.stop();
    folders.forEach((folder) => folder.remove());
  });

  const roots = async () => ground.availability.queryFilter(ground.availability.filters.RootPublished());
  const uploadAll = async () => {
    for (const bytes of BLOBS) await uploadTo(ground, relay, bytes);
  };

  /** A relay on a copy of the disk as it is now: whatever the old one had in memory is gone. */
  async function crash(changes: Partial<CreateRelayParameters> = {}): Promise<void> {
    const folder = makeFolder();
    cpSync(folders.at(-1)!.path, folder.path, { recursive: true });
    folders.push(folder);
    const old = relay;
    relay = await startRelay(ground, folder.path, changes);
    await old.stop();
  }

  async function replace(changes: Partial<CreateRelayParameters>): Promise<void> {
    await relay.stop();
    relay = await startRelay(ground, folders.at(-1)!.path, changes);
  }

  /** Every blob has a proof that the chain accepts. */
  async function expectAvailable(): Promise<void> {
    for (const bytes of BLOBS) {
      const blob = await taskBlob(ground, bytes);
      const { proof, publisher } = await fetchProof({ relay: relay.base, blob, waitMs: 0 });
      await ground.availability.requireAvailable(publisher, blobStruct(blob), [...proof]);
      expect(publisher).to.equal(ground.publisher.address);
    }
  }

  it("are posted for all that waits at once, with proofs that the chain accepts", async () => {
    await uploadAll();
    await relay.tick();
    await relay.tick();

    await expectAvailable();
    expect((await roots()).length).to.equal(1);
    expect(relay.health()).to.include({ blobs: 3, waitingBlobs: 0, openBatches: 1 });
  });

  it("are final after enough blocks, and never posted again", async () => {
    await uploadAll();
    await relay.tick();
    await relay.tick();
    await networkHelpers.mine(2);
    await relay.tick();
    const { openBatches } = relay.health();
    await crash();
    await relay.tick();

    await expectAvailable();
    expect([openBatches, relay.health().openBatches]).to.deep.equal([0, 0]);
    expect((await roots()).length).to.equal(1);
  });

  it("have no more leaves than they may, and come one after the other", async () => {
    await replace({ batch: { maxBatch: 2 } });
    await uploadAll();
    for (let look = 0; look < 4; look++) await relay.tick();

    await expectAvailable();
    expect((await roots()).length).to.equal(2);
  });

  it("wait for others until a blob has waited long enough", async () => {
    let time = Math.floor(Date.now() / 1_000);
    await replace({ batch: { batchSeconds: 60 }, now: () => time });
    await uploadAll();
    time += 59;
    await relay.tick();
    const early = (await roots()).length;
    time += 1;
    await relay.tick();

    expect([early, (await roots()).length]).to.deep.equal([0, 1]);
  });

  it("are not there for a blob that waits", async () => {
    const { leaf } = await uploadTo(ground, relay, BLOBS[0] as Uint8Array);
    const answer = await fetch(`${relay.base}/proofs/${leaf}`);
    const blob = await taskBlob(ground, BLOBS[0] as Uint8Array);

    expect([answer.status, await answer.json()]).to.deep.equal([202, { leaf, status: "waiting" }]);
    expect(await rejectionOf(fetchProof({ relay: relay.base, blob, waitMs: 0 }))).to.include({
      code: "RELAY_STILL_WAITING",
    });
  });

  it("are not there for a blob that nobody uploaded", async () => {
    const blob = await taskBlob(ground, BLOBS[0] as Uint8Array);
    const failure = await rejectionOf(fetchProof({ relay: relay.base, blob, waitMs: 0 }));

    expect(failure).to.include({ code: "RELAY_BLOB_UNKNOWN", status: 404 });
    expect((await fetch(`${relay.base}/proofs/nonsense`)).status).to.equal(404);
  });

  describe("given a crash", () => {
    it("are posted for what was accepted before it and in no batch yet", async () => {
      await uploadAll();
      await crash();
      await relay.tick();
      await relay.tick();

      await expectAvailable();
      expect((await roots()).length).to.equal(1);
    });

    it("are sent when it came between the batch and the sending", async () => {
      await uploadAll();
      const signer = unableToSend(ground);
      await replace({ signer });
      await relay.tick();
      const { waitingBlobs } = relay.health();
      await crash();
      await relay.tick();

      await expectAvailable();
      expect([waitingBlobs, (await roots()).length]).to.deep.equal([0, 1]);
    });

    it("are not sent again when it came between the sending and the receipt", async () => {
      await uploadAll();
      await ethers.provider.send("evm_setAutomine", [false]);
      await relay.tick();
      await crash();
      await relay.tick();
      const pending = await ethers.provider.send("eth_getBlockTransactionCountByNumber", ["pending"]);
      await networkHelpers.mine(1);
      await ethers.provider.send("evm_setAutomine", [true]);
      await relay.tick();

      await expectAvailable();
      expect([Number(pending), (await roots()).length]).to.deep.equal([1, 1]);
    });

    it("are sent again when the transaction was lost with it, as the same root", async () => {
      await uploadAll();
      await ethers.provider.send("evm_setAutomine", [false]);
      await relay.tick();
      const [{ transactionHash }] = relay.log.of("rootSent") as unknown as [{ transactionHash: string }];
      const [{ root }] = relay.log.of("batchMade") as unknown as [{ root: string }];
      await ethers.provider.send("hardhat_dropTransaction", [transactionHash]);
      await ethers.provider.send("evm_setAutomine", [true]);
      await crash();
      await relay.tick();

      await expectAvailable();
      expect((await roots()).map(({ args }) => args.root)).to.deep.equal([root]);
    });
  });

  it("are sent again when the chain forgot them", async () => {
    const before = await networkHelpers.takeSnapshot();
    await uploadAll();
    await relay.tick();
    await relay.tick();
    await before.restore();
    await relay.tick();
    await relay.tick();

    await expectAvailable();
    expect((await roots()).length).to.equal(1);
  });

  it("get too old for the chain, and young again when the blob is uploaded again", async () => {
    const [bytes] = BLOBS as [Uint8Array];
    const blob = await taskBlob(ground, bytes);
    await uploadTo(ground, relay, bytes);
    await relay.tick();
    await relay.tick();
    const { proof, publisher, root } = await fetchProof({ relay: relay.base, blob, waitMs: 0 });
    const publishedAt = await ground.availability.rootPublishedAt(publisher, root);
    await networkHelpers.time.increase(defaults.maxRootAge + 1n);
    const time = await networkHelpers.time.latest();
    await expect(ground.availability.requireAvailable(publisher, blobStruct(blob), [...proof]))
      .to.be.revertedWithCustomError(ground.availability, "AvailabilityRootTooOld")
      .withArgs(publisher, root, publishedAt, defaults.maxRootAge);
    await replace({ now: () => time });
    await uploadTo(ground, relay, bytes, { deadline: time + 60 });
    await relay.tick();
    await relay.tick();

    const renewed = await fetchProof({ relay: relay.base, blob, waitMs: 0 });
    await ground.availability.requireAvailable(publisher, blobStruct(blob), [...renewed.proof]);
    expect((await roots()).length).to.equal(2);
    expect(relay.health()).to.include({ blobs: 1, waitingBlobs: 0 });
  });

  it("are not made young again for everybody who asks while they are young", async () => {
    const [bytes] = BLOBS as [Uint8Array];
    await uploadTo(ground, relay, bytes);
    await relay.tick();
    await relay.tick();
    await uploadTo(ground, relay, bytes);
    await relay.tick();

    expect((await roots()).length).to.equal(1);
  });

  it("keep a relay from starting in the folder of another", async () => {
    const failure = await rejectionOf(startRelay(ground, folders[0]!.path));

    expect(failure).to.include({ code: "DATA_DIR_TAKEN", dataDir: folders[0]!.path });
  });

  it("name each leaf once", async () => {
    await uploadAll();
    await relay.tick();
    await relay.tick();
    const leaves = await Promise.all(BLOBS.map(async (bytes) => leafOf(await taskBlob(ground, bytes))));

    expect(new Set(leaves).size).to.equal(BLOBS.length);
    expect(relay.log.of("batchMade")).to.have.lengthOf(1);
  });
});

/** The publisher, cut off from the network whenever it sends. */
function unableToSend({ publisher }: RelayGround): CreateRelayParameters["signer"] {
  return new Proxy(publisher, {
    get(target, name) {
      if (name === "sendTransaction") {
        return (_transaction: TransactionRequest) => Promise.reject(new Error("the network is away"));
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as unknown as CreateRelayParameters["signer"];
}
