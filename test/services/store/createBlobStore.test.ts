import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import memory from "unstorage/drivers/memory";

import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { type BlobStore, createBlobStore } from "../../../services/store/createBlobStore.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const BYTES = Buffer.from([0, 1, 2, 253, 254, 255]);
const URI = blobUriOf(BYTES);

describe("createBlobStore", () => {
  const { maxBlobBytes } = defaults;
  let dir: string;
  let store: BlobStore;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "muster-blobs-"));
    store = createBlobStore({ dir, maxBlobBytes });
  });

  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  /** The one file in the store. */
  function fileOf(): string {
    const found = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(found).to.have.length(1);
    return join(found[0]!.parentPath, found[0]!.name);
  }

  it("gives back what it took, byte by byte", async () => {
    expect(await store.put(BYTES)).to.equal(URI);
    expect(Buffer.from(await store.get(URI))).to.deep.equal(BYTES);
  });

  it("keeps blobs for the next process", async () => {
    await store.put(BYTES);

    expect(Buffer.from(await createBlobStore({ dir }).get(URI))).to.deep.equal(BYTES);
  });

  it("finds a blob by the address of a relay", async () => {
    await store.put(BYTES);
    const bytes = await store.get(`https://relay.example/blobs/${URI.slice("ipfs://".length)}`);

    expect(Buffer.from(bytes)).to.deep.equal(BYTES);
  });

  it("says whether it has a blob", async () => {
    const before = await store.has(URI);
    await store.put(BYTES);

    expect([before, await store.has(URI)]).to.deep.equal([false, true]);
  });

  it("keeps one copy of what is put twice at once", async () => {
    const uris = await Promise.all([store.put(BYTES), store.put(BYTES)]);

    expect(uris).to.deep.equal([URI, URI]);
    expect(fileOf()).to.be.a("string");
  });

  it("gives a blob that is being written whole", async () => {
    const [, bytes] = await Promise.all([store.put(BYTES), store.get(URI)]);

    expect(Buffer.from(bytes)).to.deep.equal(BYTES);
  });

  it("takes a blob of the largest size", async () => {
    const bytes = Buffer.alloc(maxBlobBytes, 7);

    expect(Buffer.from(await store.get(await store.put(bytes)))).to.deep.equal(bytes);
  });

  it("refuses a larger one", async () => {
    expect(await rejectionOf(store.put(Buffer.alloc(maxBlobBytes + 1)))).to.include({
      code: "BLOB_TOO_LARGE",
      maxBytes: maxBlobBytes,
    });
  });

  it("says that it lacks a blob", async () => {
    expect(await rejectionOf(store.get(URI))).to.include({ code: "BLOB_MISSING", uri: URI });
  });

  it("gives nothing for a blob that was altered", async () => {
    await store.put(BYTES);
    writeFileSync(fileOf(), "something else");

    expect(await rejectionOf(store.get(URI))).to.include({ code: "BLOB_ALTERED", uri: URI });
  });

  it("mends a blob that a crash cut short when it is put again", async () => {
    await store.put(BYTES);
    truncateSync(fileOf(), 2);
    await store.put(BYTES);

    expect(Buffer.from(await store.get(URI))).to.deep.equal(BYTES);
  });

  it("keeps blobs wherever unstorage can", async () => {
    const elsewhere = createBlobStore({ driver: memory(), maxBlobBytes });
    await elsewhere.put(BYTES);

    expect(Buffer.from(await elsewhere.get(URI))).to.deep.equal(BYTES);
    expect(readdirSync(dir)).to.deep.equal([]);
  });
});
