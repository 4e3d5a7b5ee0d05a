import { expect } from "chai";
import memory from "unstorage/drivers/memory";

import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createStoreServer, type StoreServer } from "../../../services/store/createStoreServer.ts";
import { fetchBlob } from "../../../services/store/fetchBlob.ts";
import { defaults } from "../../helpers/defaults.ts";
import { freePort } from "../../helpers/freePort.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type HostileServer, type Hostility, serveHostile } from "../../helpers/serveHostile.ts";

const BYTES = Buffer.alloc(5_000, "bytes");
const URI = blobUriOf(BYTES);

describe("fetchBlob", () => {
  let relay: string;
  let server: StoreServer;
  let hostile: HostileServer;

  before(async () => {
    const store = createBlobStore({ driver: memory() });
    await store.put(BYTES);
    server = createStoreServer({ store });
    relay = await server.start();
    hostile = await serveHostile();
  });

  after(async () => {
    await server.stop();
    await hostile.stop();
  });

  const fetchFrom = (sources: readonly string[], timeoutMs: number = defaults.patientMs, uri = URI) =>
    fetchBlob({ uri, sources, maxBytes: defaults.maxBlobBytes, timeoutMs });

  it("gives the bytes that the name promises", async () => {
    expect(Buffer.from(await fetchFrom([relay]))).to.deep.equal(BYTES);
  });

  it("minds no slash at the end of a relay's address", async () => {
    expect(Buffer.from(await fetchFrom([`${relay}/`]))).to.deep.equal(BYTES);
  });

  for (const hostility of ["error", "garbage", "huge", "boast", "redirect", "disconnect", "other"] as const) {
    it(`asks the next relay when one answers with ${hostility}`, async () => {
      expect(Buffer.from(await fetchFrom([hostile.of(hostility), relay]))).to.deep.equal(BYTES);
    });
  }

  it("leaves time for the next relay when one hangs", async () => {
    expect(Buffer.from(await fetchFrom([hostile.of("hang"), relay], 4 * defaults.hurriedMs))).to.deep.equal(BYTES);
  });

  const failures: [hostility: Hostility, code: string][] = [
    ["other", "BLOB_ALTERED"],
    ["garbage", "BLOB_ALTERED"],
    ["empty", "BLOB_ALTERED"],
    ["huge", "BLOB_TOO_LARGE"],
    ["boast", "BLOB_TOO_LARGE"],
    ["hang", "BLOB_TIMEOUT"],
    ["stall", "BLOB_TIMEOUT"],
    ["error", "BLOB_MISSING"],
    ["redirect", "BLOB_MISSING"],
    ["disconnect", "BLOB_MISSING"],
  ];

  for (const [hostility, code] of failures) {
    it(`fails with ${code} when the only relay answers with ${hostility}`, async () => {
      const isSlow = code === "BLOB_TIMEOUT";
      const timeoutMs = isSlow ? defaults.hurriedMs : defaults.patientMs;

      expect(await rejectionOf(fetchFrom([hostile.of(hostility)], timeoutMs))).to.include({ code });
    });
  }

  it("refuses a blob of one byte more than it takes", async () => {
    const failure = await rejectionOf(
      fetchBlob({ uri: URI, sources: [relay], maxBytes: BYTES.length - 1, timeoutMs: defaults.patientMs }),
    );

    expect(failure).to.include({ code: "BLOB_TOO_LARGE", maxBytes: BYTES.length - 1 });
  });

  it("tells of the worst when every relay fails in its own way", async () => {
    const away = `http://127.0.0.1:${await freePort()}`;
    const failure = await rejectionOf(fetchFrom([away, hostile.of("other"), hostile.of("error")]));

    expect(failure).to.include({ code: "BLOB_ALTERED", uri: URI });
    expect((failure as Error).message)
      .to.include("gives other bytes")
      .and.to.include("answers 500");
  });

  it("says that a blob is missing when no relay has it", async () => {
    const uri = blobUriOf(Buffer.from("unknown"));

    expect(await rejectionOf(fetchFrom([relay], defaults.patientMs, uri))).to.include({
      code: "BLOB_MISSING",
      uri,
      reason: `${relay} answers 404`,
    });
  });

  it("says that a blob is missing when there is nobody to ask", async () => {
    expect(await rejectionOf(fetchFrom([]))).to.include({ code: "BLOB_MISSING", reason: "there is no relay to ask" });
  });

  describe("given the address of a relay", () => {
    const addressAt = (base: string) => `${base}/blobs/${URI.slice("ipfs://".length)}`;

    it("asks that relay first when it is known", async () => {
      const asked = hostile.asked();
      const bytes = await fetchFrom([hostile.of("other"), relay], defaults.patientMs, addressAt(relay));

      expect(Buffer.from(bytes)).to.deep.equal(BYTES);
      expect(hostile.asked()).to.equal(asked);
    });

    it("asks known relays alone when it is a stranger's", async () => {
      const asked = hostile.asked();
      const bytes = await fetchFrom([relay], defaults.patientMs, addressAt(hostile.of("hang")));

      expect(Buffer.from(bytes)).to.deep.equal(BYTES);
      expect(hostile.asked()).to.equal(asked);
    });

    it("never asks a stranger's", async () => {
      expect(await rejectionOf(fetchFrom([], defaults.patientMs, addressAt(relay)))).to.include({
        code: "BLOB_MISSING",
        uri: URI,
      });
    });
  });
});
