import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";
import memory from "unstorage/drivers/memory";

import { resultBlob } from "../../../sdk/availability/resultBlob.ts";
import { leafOf } from "../../../sdk/availability/leafOf.ts";
import { hashBytes } from "../../../sdk/availability/hashBytes.ts";
import { signUploadGrant } from "../../../sdk/availability/signUploadGrant.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { encryptResult } from "../../../sdk/cipher/encryptResult.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import type { CreateRelayParameters } from "../../../services/relay/createRelay.ts";
import { createDriverStreams } from "../../../services/store/createDriverStreams.ts";
import { seededBytes, seededWord } from "../../helpers/availability.ts";
import { collectGarbage } from "../../helpers/collectGarbage.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployRelayGround, makeFolder, startRelay, taskBlob, uploadTo } from "../../helpers/relay.ts";
import type { RelayGround, TestRelay, UploadChanges } from "../../helpers/relay.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const BYTES = seededBytes("parameters", 1_000);
const PART_BYTES = 1_048_576;
const HOUR = 3_600;

async function groundFixture(): Promise<RelayGround> {
  return deployRelayGround(connection);
}

/** A large blob as a client streams it; each part is told before it is made. */
function streamParts(count: number, onPart: () => void = () => undefined): ReadableStream<Uint8Array> {
  let made = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        onPart();
        if (made === count) controller.close();
        else controller.enqueue(partAt(made++));
      },
    },
    { highWaterMark: 0 },
  );
}

function partAt(index: number): Uint8Array {
  return new Uint8Array(PART_BYTES).fill(index + 1);
}

function digestOfParts(count: number): string {
  const hash = createHash("sha256");
  for (let index = 0; index < count; index++) hash.update(partAt(index));
  return `0x${hash.digest("hex")}`;
}

describe("uploads to a relay", () => {
  let ground: RelayGround;
  let relay: TestRelay;
  let folder: ReturnType<typeof makeFolder>;

  beforeEach(async () => {
    ground = await networkHelpers.loadFixture(groundFixture);
    folder = makeFolder();
    relay = await startRelay(ground, folder.path);
  });

  afterEach(async () => {
    await relay.stop();
    folder.remove();
  });

  const upload = (bytes: Uint8Array, changes?: UploadChanges) => uploadTo(ground, relay, bytes, changes);
  const seconds = () => Math.floor(Date.now() / 1_000);
  const incoming = () => readdirSync(join(folder.path, "blobs", ".incoming"));

  async function restart(changes: Partial<CreateRelayParameters>): Promise<void> {
    await relay.stop();
    relay = await startRelay(ground, folder.path, changes);
  }

  async function expectRefused(uploading: Promise<unknown>, status: number, code: string): Promise<void> {
    expect(await rejectionOf(uploading)).to.include({ code, status });
    expect(relay.health().blobs).to.equal(0);
    expect(incoming()).to.deep.equal([]);
  }

  describe("given the task's creator", () => {
    it("takes the parameters, and promises to post their leaf", async () => {
      const answer = await upload(BYTES);

      expect(answer).to.include({ leaf: leafOf(await taskBlob(ground, BYTES)), publisher: ground.publisher.address });
      expect(relay.health()).to.include({ blobs: 1, waitingBlobs: 1 });
    });

    it("takes 20 MiB that come in parts, and never holds more than a few of them", async () => {
      const count = defaults.largeBlobBytes / PART_BYTES;
      const digest = digestOfParts(count);
      const before = collectGarbage();
      let peak = 0;
      const bytes = streamParts(count, () => (peak = Math.max(peak, collectGarbage())));
      const blob = { dataHash: digest, size: BigInt(defaults.largeBlobBytes) };
      await upload(new Uint8Array(), { blob, bytes, digest });

      expect(peak - before).to.be.lessThan(defaults.streamMemoryBytes);
      expect(relay.health().blobs).to.equal(1);
    });

    it("takes them into any driver of unstorage, in parts too", async () => {
      const driver = memory();
      await restart({ streams: createDriverStreams({ driver }) });
      const digest = digestOfParts(3);
      const { leaf } = await upload(new Uint8Array(), {
        blob: { dataHash: digest, size: BigInt(3 * PART_BYTES) },
        bytes: streamParts(3),
        digest,
      });
      const answer = await fetch(`${relay.base}/blobs/${leaf}`);

      expect(hashBytes(new Uint8Array(await answer.arrayBuffer()))).to.equal(digest);
      expect((await driver.getKeys("", {})).length).to.equal(3 + 1);
    });

    it("takes a grant again without taking the blob twice", async () => {
      const first = await upload(BYTES);
      const again = await upload(BYTES);

      expect(again).to.deep.equal(first);
      expect(relay.health()).to.include({ blobs: 1, waitingBlobs: 1 });
    });

    it("takes one of two uploads of a blob at once", async () => {
      const outcomes = await Promise.allSettled([upload(BYTES), upload(BYTES)]);

      expect(outcomes.some(({ status }) => status === "fulfilled")).to.equal(true);
      expect(relay.health()).to.include({ blobs: 1, waitingBlobs: 1 });
    });

    it("takes no more blobs for a task than it may have", async () => {
      await restart({ limits: { maxBlobsPerRole: 2 } });
      for (const seed of ["one", "two"]) await upload(seededBytes(seed, 100));
      const failure = await rejectionOf(upload(seededBytes("three", 100)));

      expect(failure).to.include({ code: "RELAY_TOO_MANY_BLOBS", status: 429 });
      expect(relay.health().blobs).to.equal(2);
    });

    it("counts blobs of a task that are still coming", async () => {
      await restart({ limits: { maxBlobsPerRole: 1 } });
      const outcomes = await Promise.allSettled([upload(seededBytes("one", 100)), upload(seededBytes("two", 100))]);

      expect(outcomes.filter(({ status }) => status === "fulfilled").length).to.equal(1);
      expect(relay.health().blobs).to.equal(1);
    });

    it("does not take the result", async () => {
      await expectRefused(upload(BYTES, { blob: { kind: "Result" } }), 403, "RELAY_ROLE_REFUSED");
    });
  });

  describe("given the task's node", () => {
    const encrypted = async () => {
      const applicationKey = encryptionPublicKey(generateEncryptionKey());
      const { ciphertext, upload: told } = encryptResult({ result: [BYTES], applicationKey, context: 1n });
      const parts: Uint8Array[] = [];
      for await (const part of ciphertext) parts.push(part);
      const bytes = new Uint8Array(Buffer.concat(parts));
      const market = await ground.market.getAddress();
      return { bytes, blob: resultBlob({ market, taskId: ground.taskId, upload: told() }) };
    };

    it("takes the result under the root of its ciphertext, and the opening of its score", async () => {
      const { bytes, blob } = await encrypted();
      await upload(bytes, { signer: ground.node, blob });
      await upload(BYTES, { signer: ground.node, blob: { kind: "Opening" } });
      const byRoot = await fetch(`${relay.base}/blobs/${blob.dataHash}`);

      expect(new Uint8Array(await byRoot.arrayBuffer())).to.deep.equal(bytes);
      expect(relay.health().blobs).to.equal(2);
    });

    it("does not take a ciphertext under another root, nor what is no ciphertext", async () => {
      const { bytes } = await encrypted();
      const blob = { kind: "Result", dataHash: seededWord("a lie") } as const;
      await expectRefused(upload(bytes, { signer: ground.node, blob }), 400, "RELAY_BYTES_DIFFER");
      for (const wrong of [BYTES, bytes.slice(1), new Uint8Array(defaults.maxBlobBytes).fill(255)]) {
        await expectRefused(upload(wrong, { signer: ground.node, blob }), 400, "RELAY_BYTES_DIFFER");
      }
    });

    it("does not take other bytes for a result that it has, though it has no hash to check them with", async () => {
      await restart({ hashers: {} });
      const dataHash = seededWord("ciphertext root");
      const signer = ground.node;
      await upload(BYTES, { signer, blob: { kind: "Result", dataHash }, digest: hashBytes(BYTES) });
      const others = seededBytes("others", BYTES.length);
      const second = upload(others, { signer, blob: { kind: "Result", dataHash }, digest: hashBytes(others) });

      expect(await rejectionOf(second)).to.include({ code: "RELAY_LEAF_TAKEN", status: 409 });
    });

    it("does not take the parameters", async () => {
      await expectRefused(upload(BYTES, { signer: ground.node }), 403, "RELAY_ROLE_REFUSED");
    });
  });

  describe("given anybody else", () => {
    it("takes nothing", async () => {
      for (const kind of ["Parameters", "Result", "Opening"] as const) {
        const uploading = upload(BYTES, { signer: ground.stranger, blob: { kind } });
        await expectRefused(uploading, 403, "RELAY_ROLE_REFUSED");
      }
    });

    it("takes nothing for a task that does not exist, or a market that it does not serve", async () => {
      await expectRefused(upload(BYTES, { blob: { taskId: seededWord("other") } }), 403, "RELAY_ROLE_REFUSED");
      const market = ground.stranger.address;
      await expectRefused(upload(BYTES, { blob: { market } }), 403, "RELAY_ROLE_REFUSED");
    });
  });

  describe("when the grant will not do", () => {
    it("refuses one that is missing or of another deployment", async () => {
      const answer = await fetch(`${relay.base}/blobs`, { method: "PUT", body: "bytes" });
      const { error } = (await answer.json()) as { error: { code: string } };

      expect([answer.status, error.code]).to.deep.equal([401, "RELAY_GRANT_MALFORMED"]);
      await expectRefused(upload(BYTES, { availability: ground.stranger.address }), 403, "RELAY_ROLE_REFUSED");
      await expectRefused(upload(BYTES, { chainId: ground.chainId + 1 }), 403, "RELAY_ROLE_REFUSED");
    });

    it("refuses one that has expired, and one that would hold for longer than an hour", async () => {
      await expectRefused(upload(BYTES, { deadline: seconds() - 1 }), 401, "RELAY_GRANT_EXPIRED");
      await expectRefused(upload(BYTES, { deadline: seconds() + HOUR + 60 }), 401, "RELAY_GRANT_MALFORMED");
    });

    it("refuses one of which anything was altered", async () => {
      const blob = await taskBlob(ground, BYTES);
      const availability = await ground.availability.getAddress();
      const deadline = seconds() + 60;
      const scope = { chainId: ground.chainId, availability };
      const grant = await signUploadGrant(ground.creator, { blob, digest: blob.dataHash, deadline, ...scope });
      const altered = [
        grant.replace(ground.taskId, seededWord("other")),
        grant.replace(`deadline=${deadline}`, `deadline=${deadline + 1}`),
        grant.replace("size=1000", "size=1001"),
      ];
      for (const authorization of altered) {
        const answer = await fetch(`${relay.base}/blobs`, { method: "PUT", headers: { authorization }, body: BYTES });
        expect(answer.status).to.be.within(400, 403);
      }
      expect(relay.health().blobs).to.equal(0);
    });
  });

  describe("when the bytes will not do", () => {
    it("refuses more than a blob may have, before any of them is sent", async () => {
      await restart({ limits: { maxBlobBytes: BYTES.length - 1 } });

      await expectRefused(upload(BYTES), 413, "RELAY_BLOB_TOO_LARGE");
    });

    it("refuses a stream that goes on after the size that was granted", async () => {
      const digest = digestOfParts(1);
      const changes = { blob: { dataHash: digest, size: BigInt(PART_BYTES) }, digest };

      await expectRefused(upload(BYTES, { ...changes, bytes: streamParts(2) }), 400, "RELAY_SIZE_DIFFERS");
    });

    it("refuses a stream that ends before it", async () => {
      const digest = digestOfParts(2);
      const changes = { blob: { dataHash: digest, size: BigInt(2 * PART_BYTES) }, digest };

      await expectRefused(upload(BYTES, { ...changes, bytes: streamParts(1) }), 400, "RELAY_SIZE_DIFFERS");
    });

    it("refuses other bytes than were granted", async () => {
      const others = seededBytes("others", BYTES.length);
      const digest = hashBytes(BYTES);

      await expectRefused(upload(others, { blob: { dataHash: digest }, digest }), 400, "RELAY_BYTES_DIFFER");
    });

    it("refuses a stream that stalls", async () => {
      await restart({ limits: { stallMs: defaults.hurriedMs } });
      const stalling = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(partAt(0)) });
      const digest = digestOfParts(2);
      const changes = { blob: { dataHash: digest, size: BigInt(2 * PART_BYTES) }, digest, bytes: stalling };

      await expectRefused(upload(BYTES, changes), 408, "RELAY_TOO_SLOW");
    });

    it("refuses a stream that trickles, though it never stalls", async () => {
      await restart({ limits: { stallMs: defaults.hurriedMs, minBytesPerSecond: 2 * PART_BYTES } });
      const trickle = new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, defaults.hurriedMs / 5));
          controller.enqueue(new Uint8Array(1));
        },
      });
      const digest = digestOfParts(1);
      const changes = { blob: { dataHash: digest, size: BigInt(PART_BYTES) }, digest, bytes: trickle };

      await expectRefused(upload(BYTES, changes), 408, "RELAY_TOO_SLOW");
    });
  });

  it("takes nothing while the chain cannot be asked", async () => {
    const roles = { mayUpload: () => Promise.reject(new Error("the node is away")) };
    await restart({ roles });

    await expectRefused(upload(BYTES), 503, "RELAY_CHAIN_UNAVAILABLE");
  });

  it("counts what it took and what it refused", async () => {
    await upload(BYTES);
    await rejectionOf(upload(BYTES, { signer: ground.stranger }));
    const metrics = await (await fetch(`${relay.base}/metrics`)).text();

    expect(metrics).to.include("muster_relay_accepted 1");
    expect(metrics).to.include(`muster_relay_accepted_bytes ${BYTES.length}`);
    expect(metrics).to.include('muster_relay_refused{code="RELAY_ROLE_REFUSED"} 1');
  });
});
