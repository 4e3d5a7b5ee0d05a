import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import { downloadBlob } from "../../../sdk/availability/downloadBlob.ts";
import { seededBytes } from "../../helpers/availability.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployRelayGround, makeFolder, startRelay, taskBlob, uploadTo } from "../../helpers/relay.ts";
import type { RelayGround, TestRelay } from "../../helpers/relay.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const BYTES = seededBytes("parameters", 1_000);
const CID_OF_NOBODY = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

async function groundFixture(): Promise<RelayGround> {
  return deployRelayGround(connection);
}

describe("downloads from a relay", () => {
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

  const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;

  /** The one blob's file. */
  function fileOfBlob(): string {
    const blobs = join(folder.path, "blobs");
    const names = readdirSync(blobs, { recursive: true, encoding: "utf8" });
    const [name] = names.filter((each) => statSync(join(blobs, each)).isFile());
    return join(blobs, name ?? "");
  }

  it("give the bytes by CID, leaf and data hash, to anybody and for ever", async () => {
    const { leaf, uri } = await uploadTo(ground, relay, BYTES);
    const { dataHash } = await taskBlob(ground, BYTES);
    const cid = uri.slice("ipfs://".length);
    for (const name of [cid, leaf, dataHash]) {
      const answer = await fetch(`${relay.base}/blobs/${name}`);
      expect(new Uint8Array(await answer.arrayBuffer())).to.deep.equal(BYTES);
      expect(Object.fromEntries(answer.headers)).to.include({
        etag: `"${cid}"`,
        "cache-control": "public, max-age=31536000, immutable",
        "content-length": String(BYTES.length),
      });
    }
  });

  it("give the size alone where nothing else is asked for", async () => {
    const { leaf } = await uploadTo(ground, relay, BYTES);
    const answer = await fetch(`${relay.base}/blobs/${leaf}`, { method: "HEAD" });

    expect(answer.headers.get("content-length")).to.equal(String(BYTES.length));
    expect((await answer.arrayBuffer()).byteLength).to.equal(0);
  });

  it("give nothing to who has it", async () => {
    const { leaf, uri } = await uploadTo(ground, relay, BYTES);
    const headers = { "if-none-match": `"${uri.slice("ipfs://".length)}"` };

    expect((await fetch(`${relay.base}/blobs/${leaf}`, { headers })).status).to.equal(304);
  });

  it("go through the SDK, which checks them", async () => {
    await uploadTo(ground, relay, BYTES);
    const blob = await taskBlob(ground, BYTES);

    expect(await downloadBlob({ relay: relay.base, blob })).to.deep.equal(BYTES);
  });

  it("say that a blob is unknown", async () => {
    const blob = await taskBlob(ground, BYTES);
    const failure = await rejectionOf(downloadBlob({ relay: relay.base, blob }));
    const byCid = await fetch(`${relay.base}/blobs/${CID_OF_NOBODY}`);

    expect(failure).to.include({ code: "RELAY_BLOB_UNKNOWN", status: 404 });
    expect([byCid.status, await codeOf(byCid)]).to.deep.equal([404, "RELAY_BLOB_UNKNOWN"]);
  });

  it("say that a name is none", async () => {
    const answer = await fetch(`${relay.base}/blobs/..%2Frelay.jsonl`);

    expect([answer.status, await codeOf(answer)]).to.deep.equal([400, "RELAY_REFERENCE_MALFORMED"]);
  });

  it("say that a blob was altered on the disk, rather than give it", async () => {
    const { leaf } = await uploadTo(ground, relay, BYTES);
    await fetch(`${relay.base}/blobs/${leaf}`);
    const file = fileOfBlob();
    writeFileSync(file, readFileSync(file).fill(0, 10, 20));
    const answer = await fetch(`${relay.base}/blobs/${leaf}`);

    expect([answer.status, await codeOf(answer)]).to.deep.equal([500, "RELAY_BLOB_ALTERED"]);
  });

  it("give a blob that was altered or lost once it is uploaded again", async () => {
    const blob = await taskBlob(ground, BYTES);
    for (const harm of [(file: string) => writeFileSync(file, "altered"), (file: string) => rmSync(file)]) {
      await uploadTo(ground, relay, BYTES);
      harm(fileOfBlob());
      await uploadTo(ground, relay, BYTES);
      expect(await downloadBlob({ relay: relay.base, blob })).to.deep.equal(BYTES);
    }
    expect(relay.health()).to.include({ blobs: 1, waitingBlobs: 1 });
  });

  it("go on where the chain is away", async () => {
    const { leaf } = await uploadTo(ground, relay, BYTES);
    await relay.stop();
    relay = await startRelay(ground, folder.path, { roles: { mayUpload: () => Promise.reject(new Error("away")) } });

    expect((await fetch(`${relay.base}/blobs/${leaf}`)).status).to.equal(200);
  });

  it("come with a word on how the relay is doing", async () => {
    const answer = await fetch(`${relay.base}/health`);

    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.include({ isWell: true, blobs: 0, waitingBlobs: 0, openBatches: 0 });
  });
});
