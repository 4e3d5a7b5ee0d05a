import { expect } from "chai";
import { network } from "hardhat";

import { createManualTrigger } from "../../../services/operator/triggers/createManualTrigger.ts";
import { operatorMetrics } from "../../../services/operator/operatorMetrics.ts";
import { type AttestationSuite, deployAttestation, signTask } from "../../helpers/attestation.ts";
import { callRpc, infoOf, operatorBench, taskParams, type TestNode } from "../../helpers/operatorNodes.ts";
import { postJson } from "../../helpers/postJson.ts";

const connection = await network.create();

const PARAMS = -32_602;
const REFUSED = -32_010;
const ALLOWED = { authorization: "Bearer secret" };

describe("an operator's JSON-RPC", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;
  let node: TestNode;
  let keys = 0;

  // The tests only ask, so one node serves them all.
  before(async () => {
    suite = await deployAttestation(connection);
    bench = operatorBench();
    const trigger = createManualTrigger({ name: "manual", taskDefinitionId: 1 }, () => `key ${++keys}`);
    node = await bench.startNode(suite, suite.attesters[0]!, {
      aggregator: {},
      performer: { triggers: [trigger] },
      rpc: { port: 0, token: "secret" },
    });
  });

  after(() => bench.end());

  const send = (params: unknown[]) => callRpc(node, "sendTask", params);

  async function refusalOf(params: unknown[]) {
    const { error } = await send(params);
    return [error?.code, error?.data];
  }

  describe("sendTask", () => {
    it("names a parameter that is malformed, and what it must be", async () => {
      const [proof, data, definition, performer, signature] = await taskParams(suite, suite.attesters[1]!);
      const wrong: [unknown[], string, string, string][] = [
        [[1, data, definition, performer, signature], "proofOfTask", "1", "text of at most 16384 characters"],
        [[proof, "12", definition, performer, signature], "data", '"12"', "hex with 0x of at most 12288 bytes"],
        [[proof, data, 65_536, performer, signature], "taskDefinitionId", "65536", "a whole number from 0 to 65535"],
        [[proof, data, definition, "0x12", signature], "performerAddress", '"0x12"', "an address"],
        [[proof, data, definition, performer], "signature", "nothing", "hex with 0x of at most 4096 bytes"],
      ];
      for (const [params, param, value, expected] of wrong) {
        expect(await refusalOf(params)).to.deep.equal([PARAMS, { param, value, expected }]);
      }
    });

    it("refuses a signature of somebody else", async () => {
      const params = await taskParams(suite, suite.attesters[1]!);
      const info = { ...infoOf(params), taskDefinitionId: 1n };
      params[4] = await signTask(suite, info, suite.attesters[2]!.signer);
      const [code, data] = await refusalOf(params);
      expect(code).to.equal(REFUSED);
      expect(data).to.include({ refusal: "performerSignatureWrong", performer: suite.attesters[1]!.signer.address });
    });

    it("refuses a definition that does not exist", async () => {
      const [code, data] = await refusalOf(await taskParams(suite, suite.attesters[1]!, { taskDefinitionId: 9n }));
      expect(code).to.equal(REFUSED);
      expect(data).to.include({ code: "TASK_REFUSED", refusal: "definitionUnknown", taskDefinitionId: 9 });
    });

    it("refuses a performer that is no operator", async () => {
      const { stranger, attesters } = suite;
      const performer = { ...attesters[1]!, signer: stranger };
      const [code, data] = await refusalOf(await taskParams(suite, performer));
      expect(code).to.equal(REFUSED);
      expect(data).to.include({ refusal: "performerNotOperator", performer: stranger.address });
    });

    it("refuses a task that is too large to be gossiped", async () => {
      const params = await taskParams(suite, suite.attesters[1]!, { proofOfTask: "x".repeat(16_000) });
      const { error } = await send(params);
      expect([error?.code, error?.data.refusal, error?.data.limit]).to.deep.equal([-32_011, "tooLarge", 15_872]);
    });

    it("gives the same id for the same task", async () => {
      const params = await taskParams(suite, suite.attesters[1]!);
      expect((await send(params)).result).to.equal((await send(params)).result);
    });
  });

  describe("others", () => {
    it("tells the status of a task that it does not know", async () => {
      const id = connection.ethers.id("unknown");
      expect((await callRpc(node, "getTask", [id])).result).to.deep.equal({ id, status: "None" });
    });

    it("tells how it is doing, also in figures", async () => {
      const { result } = await callRpc(node, "health", []);
      expect(result).to.include({ isReady: true, operator: 1 });
      const text = await operatorMetrics(() => node.node.health()).metrics();
      expect(text).to.include("muster_operator_id 1\n");
      expect(text).to.include('muster_operator_standing{definition="1"} 1');
      expect(text).to.include('muster_operator_waiting{role="aggregator",reason="quorumMissing"}');
    });

    it("wants the token for what makes it work", async () => {
      const request = { jsonrpc: "2.0", id: 1, method: "execute", params: [1, {}] };
      expect((await post(request, {})).error).to.include({ code: -32_006 });
      expect((await post(request)).result).to.deep.equal({ job: `manual/key ${keys}` });
    });

    it("executes for who has nothing but curl", async () => {
      const answer = await post({ taskDefinitionId: 1, pair: "ETH" }, ALLOWED, "/task/execute");
      expect(answer).to.deep.equal({ data: { job: `manual/key ${keys}` }, error: false, message: null });
    });

    it("names the trigger that is missing", async () => {
      const { error } = await post({ jsonrpc: "2.0", id: 1, method: "queueTask", params: [1, {}, 5] });
      expect(error).to.deep.include({ code: -32_013, data: { method: "queueTask", taskDefinitionId: 1 } });
    });

    async function post(body: unknown, more: Record<string, string> = ALLOWED, path = "") {
      const headers = { "content-type": "application/json", ...more };
      const answer = await fetch(`${node.rpc}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return (await answer.json()) as Record<string, unknown>;
    }
  });

  describe("the wire", () => {
    it("answers what is no JSON, no request and no method by their codes", async () => {
      const codes = [];
      for (const body of ["{", { method: "health" }, { jsonrpc: "2.0", id: 1, method: "toString" }]) {
        codes.push(((await postJson(node.rpc, body)).body.error as { code: number }).code);
      }
      expect(codes).to.deep.equal([-32_700, -32_600, -32_601]);
    });

    it("answers a batch in order, and refuses one that is too long", async () => {
      const ask = (id: number) => ({ jsonrpc: "2.0", id, method: "getTask", params: [connection.ethers.ZeroHash] });
      const { body } = await postJson(node.rpc, [ask(7), ask(8)]);
      expect((body as unknown as { id: number }[]).map(({ id }) => id)).to.deep.equal([7, 8]);
      const { body: refused } = await postJson(
        node.rpc,
        Array.from({ length: 17 }, (_, id) => ask(id)),
      );
      expect((refused.error as { data: unknown }).data).to.deep.equal({ requests: 17 });
    });

    it("refuses a body that is too large", async () => {
      const { status } = await postJson(node.rpc, { jsonrpc: "2.0", id: 1, method: "x", params: ["y".repeat(70_000)] });
      expect(status).to.equal(413);
    });
  });
});
