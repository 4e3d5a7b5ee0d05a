import { expect } from "chai";
import { keccak256 } from "ethers";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { hashScript } from "../../../sdk/jobs/hashScript.ts";
import { fetchScript, type FetchScriptTerms } from "../../../services/operator/jobs/fetchScript.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createStoreServer } from "../../../services/store/createStoreServer.ts";
import { defaults } from "../../helpers/defaults.ts";
import { makeFolder } from "../../helpers/relay.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const source = "const main = () => 'é';";
const hash = hashScript(source);
const terms: FetchScriptTerms = { ...defaults.fetchLimits, sources: [], allowsPrivateNetwork: true };

describe("fetchScript", () => {
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      const body = request.url === "/script.js" ? source : "a".repeat(defaults.fetchLimits.maxBytes + 1);
      response.writeHead(request.url === "/gone" ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const failureOf = async (uri: string, changes: Partial<FetchScriptTerms> & { hash?: string } = {}) => {
    const error = await rejectionOf(fetchScript({ uri, hash: changes.hash ?? hash }, { ...terms, ...changes }));
    const { code, refusal } = error as Error & { code: string; refusal?: string };
    return [code, refusal];
  };

  it("reads a script that is its own address", async () => {
    expect(await fetchScript({ uri: `data:,${encodeURIComponent(source)}`, hash }, terms)).to.equal(source);
  });

  it("reads a script from the web", async () => {
    expect(await fetchScript({ uri: `${url}/script.js`, hash }, terms)).to.equal(source);
  });

  it("reads a script from a relay by its digest", async () => {
    const folder = makeFolder();
    const store = createBlobStore({ dir: folder.path });
    const uri = await store.put(new TextEncoder().encode(source));
    const relay = createStoreServer({ store });
    const sources = [await relay.start()];
    expect(await fetchScript({ uri, hash }, { ...terms, sources })).to.equal(source);
    await relay.stop();
    folder.remove();
  });

  it("refuses one that has another hash", async () => {
    const changes = { hash: hashScript("another") };
    expect(await failureOf(`${url}/script.js`, changes)).to.deep.equal(["CONTENT_REFUSED", "hashMismatch"]);
  });

  it("refuses one that is no text, and schemes that it does not read", async () => {
    const bytes = `data:;base64,${Buffer.from([0xff, 0xfe]).toString("base64")}`;
    expect(await failureOf(bytes, { hash: keccak256("0xfffe") })).to.deep.equal(["CONTENT_REFUSED", "notText"]);
    expect(await failureOf("file:///etc/passwd")).to.deep.equal(["CONTENT_REFUSED", "notAllowed"]);
  });

  it("may be tried again where it is not there, too long in coming, or out of reach", async () => {
    const unavailable = ["CONTENT_UNAVAILABLE", undefined];
    expect(await failureOf(`${url}/gone`)).to.deep.equal(unavailable);
    expect(await failureOf(`${url}/large`)).to.deep.equal(unavailable);
    expect(await failureOf(`${url}/script.js`, { allowsPrivateNetwork: false })).to.deep.equal(unavailable);
  });
});
