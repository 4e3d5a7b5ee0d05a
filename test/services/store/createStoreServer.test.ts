import { expect } from "chai";
import { Wallet } from "ethers";
import memory from "unstorage/drivers/memory";

import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { type BlobStore, createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createRelayStore } from "../../../services/store/createRelayStore.ts";
import { createStoreServer, type StoreServer } from "../../../services/store/createStoreServer.ts";
import { uploadBlob } from "../../../services/store/uploadBlob.ts";
import { signUploadGrant } from "../../../services/store/uploadGrant.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { serveHostile } from "../../helpers/serveHostile.ts";

const BYTES = Buffer.from("a blob");
const CID = blobUriOf(BYTES).slice("ipfs://".length);
const TOKEN = "a token of a test";
const publisher = new Wallet(`0x${"11".repeat(32)}`);
const stranger = new Wallet(`0x${"22".repeat(32)}`);

describe("createStoreServer", () => {
  const { maxBlobBytes, patientMs: timeoutMs } = defaults;
  let store: BlobStore;
  let server: StoreServer;
  let url: string;

  beforeEach(async () => {
    store = createBlobStore({ driver: memory(), maxBlobBytes });
    const isPublisher = (address: string) => address === publisher.address;
    server = createStoreServer({ store, uploads: { tokens: [TOKEN], isPublisher } });
    url = await server.start();
  });

  afterEach(async () => {
    await server.stop();
  });

  const putWith = (authorization: string, body: Uint8Array<ArrayBuffer> = BYTES) =>
    fetch(`${url}/blobs`, { method: "PUT", headers: { authorization }, body });
  const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;
  const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

  describe("GET /blobs/:cid", () => {
    it("gives the bytes, and leave to keep them for ever", async () => {
      await store.put(BYTES);
      const answer = await fetch(`${url}/blobs/${CID}`);

      expect(Buffer.from(await answer.arrayBuffer())).to.deep.equal(BYTES);
      expect(Object.fromEntries(answer.headers)).to.include({
        etag: `"${CID}"`,
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "application/octet-stream",
        "content-length": String(BYTES.length),
      });
    });

    it("sends nothing to those who have it", async () => {
      await store.put(BYTES);
      const answer = await fetch(`${url}/blobs/${CID}`, { headers: { "if-none-match": `"${CID}"` } });

      expect([answer.status, await answer.text()]).to.deep.equal([304, ""]);
    });

    it("answers 404 for a blob that it lacks", async () => {
      const answer = await fetch(`${url}/blobs/${CID}`);

      expect([answer.status, await codeOf(answer)]).to.deep.equal([404, "BLOB_MISSING"]);
    });

    it("answers 400 for what is no CID", async () => {
      const answer = await fetch(`${url}/blobs/..%2F..%2Fetc`);

      expect([answer.status, await codeOf(answer)]).to.deep.equal([400, "BLOB_REFERENCE_MALFORMED"]);
    });

    it("answers 404 elsewhere", async () => {
      const answer = await fetch(`${url}/elsewhere`);

      expect([answer.status, await codeOf(answer)]).to.deep.equal([404, "NOT_FOUND"]);
    });
  });

  describe("HEAD /blobs/:cid", () => {
    it("tells the size without the bytes", async () => {
      await store.put(BYTES);
      const answer = await fetch(`${url}/blobs/${CID}`, { method: "HEAD" });

      expect([answer.status, answer.headers.get("content-length"), await answer.text()]).to.deep.equal([
        200,
        String(BYTES.length),
        "",
      ]);
    });

    it("answers 404 for a blob that it lacks", async () => {
      expect((await fetch(`${url}/blobs/${CID}`, { method: "HEAD" })).status).to.equal(404);
    });
  });

  describe("PUT /blobs", () => {
    it("takes a blob from the holder of a token", async () => {
      const answer = await putWith(`Bearer ${TOKEN}`);

      expect([answer.status, await answer.json()]).to.deep.equal([
        201,
        { uri: `ipfs://${CID}`, cid: CID, size: BYTES.length },
      ]);
      expect(Buffer.from(await store.get(`ipfs://${CID}`))).to.deep.equal(BYTES);
    });

    it("takes a blob that a publisher signed for", async () => {
      const uri = await uploadBlob({ relay: url, bytes: BYTES, auth: { signer: publisher }, timeoutMs });

      expect(await store.has(uri)).to.equal(true);
    });

    const strangers: [who: string, authorization: () => string | Promise<string>][] = [
      ["nobody", () => ""],
      ["the holder of another token", () => "Bearer another"],
      ["a stranger who signs", () => signUploadGrant(stranger, { cid: CID, deadline: secondsFromNow(60) })],
      ["a publisher whose grant is over", () => signUploadGrant(publisher, { cid: CID, deadline: secondsFromNow(-9) })],
      [
        "a publisher whose grant is as good as a password",
        () => signUploadGrant(publisher, { cid: CID, deadline: secondsFromNow(90_000) }),
      ],
      ["somebody with half a signature", () => `MusterBlob cid=${CID},deadline=1,signature=0x00`],
      [
        "somebody with a signature of nothing",
        () => `MusterBlob cid=${CID},deadline=${secondsFromNow(60)},signature=0x${"00".repeat(65)}`,
      ],
    ];

    for (const [who, authorization] of strangers) {
      it(`refuses ${who}`, async () => {
        const answer = await putWith(await authorization());

        expect([answer.status, await codeOf(answer)]).to.deep.equal([401, "UPLOAD_UNAUTHORIZED"]);
        expect(await store.has(`ipfs://${CID}`)).to.equal(false);
      });
    }

    it("refuses other bytes than those that were signed for", async () => {
      const grant = await signUploadGrant(publisher, { cid: CID, deadline: secondsFromNow(60) });
      const answer = await putWith(grant, Buffer.from("other bytes"));

      expect([answer.status, await codeOf(answer)]).to.deep.equal([400, "BLOB_NOT_GRANTED"]);
    });

    it("refuses a blob that is too large", async () => {
      const answer = await putWith(`Bearer ${TOKEN}`, Buffer.alloc(maxBlobBytes + 1));

      expect([answer.status, await codeOf(answer)]).to.deep.equal([413, "BLOB_TOO_LARGE"]);
    });

    it("refuses nothing at all", async () => {
      const answer = await putWith(`Bearer ${TOKEN}`, Buffer.alloc(0));

      expect([answer.status, await codeOf(answer)]).to.deep.equal([400, "BLOB_EMPTY"]);
    });

    it("takes nothing from anybody unless told whom to trust", async () => {
      await server.stop();
      server = createStoreServer({ store });
      const relay = await server.start();
      const failure = await rejectionOf(uploadBlob({ relay, bytes: BYTES, auth: { signer: publisher }, timeoutMs }));

      expect(failure).to.include({ code: "BLOB_REFUSED", relay });
    });
  });
});

describe("createRelayStore", () => {
  const { maxBlobBytes: maxBytes, patientMs: timeoutMs } = defaults;

  it("puts and gets through a relay", async () => {
    const server = createStoreServer({
      store: createBlobStore({ driver: memory() }),
      uploads: { tokens: [TOKEN] },
    });
    const relay = await server.start();
    const upload = { relay, auth: { token: TOKEN } };
    const remote = createRelayStore({ sources: [relay], maxBytes, timeoutMs, upload });
    const bytes = await remote.get(await remote.put(BYTES));
    await server.stop();

    expect(Buffer.from(bytes)).to.deep.equal(BYTES);
  });

  it("cannot put without a relay to put to", async () => {
    const remote = createRelayStore({ sources: [], maxBytes, timeoutMs });

    expect(await rejectionOf(remote.put(BYTES))).to.include({ code: "BLOB_REFUSED" });
  });

  it("says so when a relay does not answer in time", async () => {
    const hostile = await serveHostile();
    const relay = hostile.of("hang");
    const upload = { relay, auth: { token: TOKEN } };
    const remote = createRelayStore({ sources: [], maxBytes, timeoutMs: defaults.hurriedMs, upload });
    const failure = await rejectionOf(remote.put(BYTES));
    await hostile.stop();

    expect(failure).to.include({ code: "BLOB_REFUSED", relay, reason: `no answer in ${defaults.hurriedMs} ms` });
  });
});
