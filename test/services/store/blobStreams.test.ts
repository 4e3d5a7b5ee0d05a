import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import memory from "unstorage/drivers/memory";

import type { BlobStreams } from "../../../services/store/blobStreams.ts";
import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createDriverStreams } from "../../../services/store/createDriverStreams.ts";
import { createFileStreams } from "../../../services/store/createFileStreams.ts";
import { isBlobIntact } from "../../../services/store/isBlobIntact.ts";
import { seededBytes } from "../../helpers/availability.ts";
import { makeFolder } from "../../helpers/relay.ts";

const BYTES = seededBytes("blob", 2_500_000);
const CID = blobUriOf(BYTES).slice("ipfs://".length);
const PART_BYTES = 300_000;

async function keep(streams: BlobStreams, bytes: Uint8Array = BYTES): Promise<void> {
  const sink = await streams.receive();
  for (let at = 0; at < bytes.length; at += PART_BYTES) await sink.write(bytes.subarray(at, at + PART_BYTES));
  await sink.keep(CID);
}

async function readAll(streams: BlobStreams): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of (await streams.open(CID))?.read() ?? []) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

describe("streams of blobs", () => {
  let folder: ReturnType<typeof makeFolder>;

  beforeEach(() => (folder = makeFolder()));
  afterEach(() => folder.remove());

  const kinds: Record<string, () => BlobStreams> = {
    "in files": () => createFileStreams({ dir: folder.path }),
    "with a driver of unstorage": () => createDriverStreams({ driver: memory() }),
  };
  for (const [kind, create] of Object.entries(kinds)) {
    describe(kind, () => {
      it("give back what was kept, and its size", async () => {
        const streams = create();
        await keep(streams);
        const source = await streams.open(CID);

        expect(Buffer.compare(await readAll(streams), BYTES)).to.equal(0);
        expect(source?.size).to.equal(BYTES.length);
        expect(source && (await isBlobIntact(CID, source))).to.equal(true);
      });

      it("have nothing before it is kept, and nothing of what was discarded", async () => {
        const streams = create();
        const sink = await streams.receive();
        await sink.write(BYTES);
        const early = await streams.open(CID);
        await sink.discard();

        expect([early, await streams.open(CID)]).to.deep.equal([undefined, undefined]);
      });

      it("keep what was kept, though it is discarded afterwards", async () => {
        const streams = create();
        const sink = await streams.receive();
        await sink.write(BYTES);
        await sink.keep(CID);
        await sink.discard();

        expect((await readAll(streams)).length).to.equal(BYTES.length);
      });

      it("tell a blob that was written anew from the one before", async () => {
        const streams = create();
        await keep(streams, BYTES.subarray(1));
        const altered = await streams.open(CID);
        const wasIntact = altered && (await isBlobIntact(CID, altered));
        await keep(streams);
        const source = await streams.open(CID);

        expect(wasIntact).to.equal(false);
        expect(source?.version).to.not.equal(altered?.version);
        expect(source && (await isBlobIntact(CID, source))).to.equal(true);
      });
    });
  }

  it("lie where a store of blobs in the same folder finds them", async () => {
    await keep(createFileStreams({ dir: folder.path }));
    const store = createBlobStore({ dir: folder.path });

    expect(Buffer.compare(await store.get(`ipfs://${CID}`), BYTES)).to.equal(0);
  });

  it("leave nothing behind of what a crash cut short", async () => {
    const sink = await createFileStreams({ dir: folder.path }).receive();
    await sink.write(BYTES);
    createFileStreams({ dir: folder.path });
    const left = readdirSync(join(folder.path, ".incoming"));
    await sink.discard();

    expect(left).to.deep.equal([]);
  });

  it("leave no parts behind in a driver", async () => {
    const driver = memory();
    const streams = createDriverStreams({ driver });
    await keep(streams);
    await keep(streams);
    const sink = await streams.receive();
    await sink.write(BYTES);
    await sink.discard();

    expect((await driver.getKeys("", {})).length).to.equal(3 + 1);
  });
});
