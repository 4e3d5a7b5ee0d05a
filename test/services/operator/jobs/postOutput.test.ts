import { expect } from "chai";
import { getBytes, id, keccak256, Wallet, ZeroAddress } from "ethers";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { acknowledgeOutput } from "../../../../sdk/jobs/acknowledgeOutput.ts";
import { buildDelivery } from "../../../../sdk/jobs/buildDelivery.ts";
import { DELIVERY_HEADERS } from "../../../../sdk/jobs/deliveryHeaders.ts";
import { idempotencyKeyOf } from "../../../../sdk/jobs/idempotencyKeyOf.ts";
import { isAcknowledged } from "../../../../sdk/jobs/isAcknowledged.ts";
import { verifyDelivery, type VerifiedDelivery } from "../../../../sdk/jobs/verifyDelivery.ts";
import { DeliveryFailedError } from "../../../../services/operator/jobs/destinations/deliveryFailedError.ts";
import { postOutput, type PostOutputTerms } from "../../../../services/operator/jobs/destinations/postOutput.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const home = { homeChainId: 1n, market: new Wallet(id("market")).address };
const processor = new Wallet(id("processor"));
const endpointKey = new Wallet(id("endpoint"));
const stranger = new Wallet(id("stranger"));
const of = { job: id("job"), slot: 2n, execution: 7n };
const output = getBytes("0x0102030405");
const { job, slot, execution } = of;
const expected = { ...of, outputHash: keccak256(output) };

type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void | Promise<void>;

describe("postOutput", () => {
  let server: Server;
  let endpoint: string;
  let handle: Handler;
  let requests: IncomingMessage[];

  before(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => void handle(request, Buffer.concat(chunks), response));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/outputs`;
  });

  beforeEach(() => {
    requests = [];
    handle = acknowledge();
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** An endpoint as a consumer would write it: it verifies, keeps each delivery once, and signs. */
  function acknowledge(by = endpointKey, kept = new Map<string, VerifiedDelivery>()): Handler {
    return async ({ headers }, body, response) => {
      const delivery = verifyDelivery({ headers, body, endpoint }, home);
      const first = kept.get(delivery.idempotencyKey) ?? delivery;
      kept.set(delivery.idempotencyKey, first);
      response.end(JSON.stringify({ signature: await acknowledgeOutput(by, first.output, home) }));
    };
  }

  /** Answers these in turn, and properly after them. */
  function answerFirst(...first: Handler[]): Handler {
    return (request, body, response) => (first.shift() ?? acknowledge())(request, body, response);
  }

  function post(changes: Partial<PostOutputTerms> = {}) {
    const { signal } = new AbortController();
    const terms = { home, key: endpointKey.address, ...defaults.delivery, allowsPrivateNetwork: true, signal };
    return postOutput(processor, { ...of, output, endpoint }, { ...terms, ...changes });
  }

  async function failureOf(changes: Partial<PostOutputTerms> = {}) {
    const error = await rejectionOf(post(changes));
    expect(error).to.be.instanceOf(DeliveryFailedError);
    const { code, failure, attempts } = error as DeliveryFailedError;
    return { code, failure, attempts };
  }

  const failed = (failure: string, attempts: number) => ({ code: "DELIVERY_FAILED", failure, attempts });

  it("delivers the bytes, signed by the processor, and brings the endpoint's signature back", async () => {
    const kept = new Map<string, VerifiedDelivery>();
    handle = acknowledge(endpointKey, kept);
    const { acknowledgment, attempts, output: told } = await post();
    expect([...kept.values()]).to.deep.equal([
      { output: expected, processor: processor.address, idempotencyKey: idempotencyKeyOf(of) },
    ]);
    expect([told, attempts]).to.deep.equal([expected, 1]);
    expect(isAcknowledged({ output: expected, signature: acknowledgment, key: endpointKey.address }, home)).to.be.true;
  });

  it("needs no signature where the job names no key", async () => {
    handle = (_, __, response) => void response.writeHead(204).end();
    expect(await post({ key: ZeroAddress })).to.include({ acknowledgment: "0x", attempts: 1 });
  });

  for (const status of [500, 503, 429, 408]) {
    it(`tries again after status ${status}, with the same idempotency key`, async () => {
      handle = answerFirst((_, __, response) => void response.writeHead(status).end());
      expect(await post()).to.include({ attempts: 2 });
      const keys = requests.map(({ headers }) => headers[DELIVERY_HEADERS.idempotencyKey]);
      expect(keys).to.deep.equal([idempotencyKeyOf(of), idempotencyKeyOf(of)]);
    });
  }

  it("is kept once by an endpoint whose first answer was lost", async () => {
    const kept = new Map<string, VerifiedDelivery>();
    const keep = acknowledge(endpointKey, kept);
    handle = answerFirst((request, body, response) => {
      kept.set(idempotencyKeyOf(of), verifyDelivery({ headers: request.headers, body, endpoint }, home));
      response.destroy();
    }, keep);
    expect(await post()).to.include({ attempts: 2 });
    expect(kept.size).to.equal(1);
  });

  it("tries again when there is no answer in time", async () => {
    handle = answerFirst(() => {});
    expect(await post({ timeoutMs: 200 })).to.include({ attempts: 2 });
  });

  for (const status of [400, 401, 404, 409, 301]) {
    it(`gives up at once after status ${status}`, async () => {
      handle = (_, __, response) => void response.writeHead(status, { location: endpoint }).end();
      expect(await failureOf()).to.deep.equal(failed("refused", 1));
      expect(requests).to.have.lengthOf(1);
    });
  }

  it("gives up after so many attempts", async () => {
    handle = (_, __, response) => void response.writeHead(502).end();
    expect(await failureOf()).to.deep.equal(failed("unreachable", 3));
  });

  it("does not take an answer without a signature, or that is none, for an acknowledgment", async () => {
    for (const body of ["", "thanks", "{}", `{"signature":7}`, `{"signature":"0x12"}`, "null"]) {
      handle = (_, __, response) => void response.end(body);
      expect(await failureOf()).to.deep.equal(failed("unacknowledged", 1));
    }
  });

  it("does not take a stranger's signature", async () => {
    handle = acknowledge(stranger);
    expect(await failureOf()).to.deep.equal(failed("unacknowledged", 1));
  });

  const otherOutputs = [
    { ...expected, outputHash: id("other") },
    { ...expected, execution: execution + 1n },
    { ...expected, slot: slot + 1n },
    { ...expected, job: id("other") },
  ];
  for (const [index, other] of otherOutputs.entries()) {
    it(`does not take a signature of another output, the ${index + 1}th way`, async () => {
      handle = async (_, __, response) =>
        void response.end(JSON.stringify({ signature: await acknowledgeOutput(endpointKey, other, home) }));
      expect(await failureOf()).to.deep.equal(failed("unacknowledged", 1));
    });
  }

  it("does not take a signature for another market", async () => {
    const elsewhere = { ...home, homeChainId: 2n };
    handle = async (_, __, response) =>
      void response.end(JSON.stringify({ signature: await acknowledgeOutput(endpointKey, expected, elsewhere) }));
    expect(await failureOf()).to.deep.equal(failed("unacknowledged", 1));
  });

  it("does not listen to an endless answer", async () => {
    handle = (_, __, response) => void response.end("x".repeat(100_000));
    expect(await failureOf()).to.deep.equal(failed("unreachable", 3));
  });

  it("reaches no endpoint on the operator's own network", async () => {
    expect(await failureOf({ allowsPrivateNetwork: false })).to.deep.equal(failed("unreachable", 3));
    expect(requests).to.deep.equal([]);
  });

  it("stops when it is called off", async () => {
    const ending = new AbortController();
    handle = (_, __, response) => void response.writeHead(503).end(() => ending.abort());
    const { code, failure } = await failureOf({ signal: ending.signal, retryMs: 60_000 });
    expect([code, failure]).to.deep.equal(["DELIVERY_FAILED", "stopped"]);
  });

  describe("verifyDelivery", () => {
    const at = "https://example.org/outputs";
    const build = async (changes: object = {}) => {
      const { headers } = await buildDelivery(processor, { ...of, output, endpoint: at }, home);
      return { headers: { ...headers, ...changes }, body: output, endpoint: at };
    };
    const faults: [string, string, object, object][] = [
      ["a missing header", "incomplete", { [DELIVERY_HEADERS.signature]: undefined }, {}],
      ["a header that is there twice", "incomplete", { [DELIVERY_HEADERS.slot]: ["2", "2"] }, {}],
      ["a job that is none", "incomplete", { [DELIVERY_HEADERS.job]: "0x12" }, {}],
      ["a slot that is no number", "incomplete", { [DELIVERY_HEADERS.slot]: "-2" }, {}],
      ["another execution's key", "wrongKey", { [DELIVERY_HEADERS.execution]: "8" }, {}],
      ["another account's name", "badSignature", { [DELIVERY_HEADERS.processor]: stranger.address }, {}],
      ["no signature", "badSignature", { [DELIVERY_HEADERS.signature]: "0x12" }, {}],
      ["other bytes", "badSignature", {}, { body: getBytes("0x01") }],
      ["another endpoint", "badSignature", {}, { endpoint: "https://example.com/outputs" }],
    ];
    for (const [what, fault, headers, changes] of faults) {
      it(`refuses ${what}`, async () => {
        const request = { ...(await build(headers)), ...changes };
        expect(() => verifyDelivery(request, home))
          .to.throw()
          .that.includes({ code: "DELIVERY_INVALID", fault });
      });
    }

    it("refuses a delivery for another market", async () => {
      const request = await build();
      expect(() => verifyDelivery(request, { ...home, market: stranger.address }))
        .to.throw()
        .that.includes({ code: "DELIVERY_INVALID", fault: "badSignature" });
    });

    it("takes a sound one", async () => {
      expect(verifyDelivery(await build(), home).output).to.deep.equal({
        job,
        slot,
        execution,
        outputHash: keccak256(output),
      });
    });
  });
});
