import { expect } from "chai";
import { Wallet } from "ethers";

import { callExecutionService } from "../../../services/avs-kit/callExecutionService.ts";
import { callValidationService } from "../../../services/avs-kit/callValidationService.ts";
import { createExecutionService } from "../../../services/avs-kit/createExecutionService.ts";
import { createValidationService } from "../../../services/avs-kit/createValidationService.ts";
import { defaults } from "../../helpers/defaults.ts";
import { freePort } from "../../helpers/freePort.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type HostileServer, type Hostility, serveHostile } from "../../helpers/serveHostile.ts";

const ID = 7;
const task = {
  proofOfTask: "proof",
  data: "0x1234",
  taskDefinitionId: ID,
  performer: new Wallet(`0x${"11".repeat(32)}`).address,
};

const hostilities: [hostility: Hostility, reason: string][] = [
  ["hang", `no answer in ${defaults.hurriedMs} ms`],
  ["stall", `no answer in ${defaults.hurriedMs} ms`],
  ["error", "it answers 500"],
  ["garbage", "it answers with what is no JSON object"],
  ["empty", "it answers with what is no JSON object"],
  ["huge", "it has more than 65536 bytes"],
  ["boast", "it has more than 65536 bytes"],
  ["redirect", "fetch failed"],
  ["disconnect", "fetch failed"],
];

/** Only those that would take for ever are hurried. */
const timeoutOf = (hostility: Hostility) =>
  hostility === "hang" || hostility === "stall" ? defaults.hurriedMs : defaults.patientMs;

describe("callValidationService", () => {
  let hostile: HostileServer;

  before(async () => {
    hostile = await serveHostile();
  });

  after(async () => {
    await hostile.stop();
  });

  const ask = (url: string, timeoutMs: number = defaults.patientMs) => callValidationService({ url, task, timeoutMs });

  for (const [isRight, verdict] of [
    [true, "approve"],
    [false, "reject"],
  ] as const) {
    it(`votes ${verdict} when a service of the kit says ${isRight}`, async () => {
      const seen: object[] = [];
      const service = createValidationService({
        validate: async ({ signal: _signal, ...given }) => {
          seen.push(given);
          return isRight;
        },
      });
      const found = await ask(await service.start());
      await service.stop();

      expect(seen).to.deep.equal([task]);
      expect(found).to.equal(verdict);
    });
  }

  it("abstains, with the reason, when a service of the kit fails", async () => {
    const service = createValidationService({ validate: () => Promise.reject(new Error("the node is away")) });
    const found = await ask(await service.start());
    await service.stop();

    expect(found).to.deep.equal({ abstain: "it answers 500: This service failed; its log says why" });
  });

  for (const [hostility, reason] of hostilities) {
    it(`abstains when a service answers with ${hostility}`, async () => {
      expect(await ask(hostile.of(hostility), timeoutOf(hostility)))
        .to.have.property("abstain")
        .that.includes(reason);
    });
  }

  it("abstains when nobody listens", async () => {
    const found = await ask(`http://127.0.0.1:${await freePort()}`);

    expect(found).to.have.property("abstain").that.includes("ECONNREFUSED");
  });

  it("abstains when it is told to stop", async () => {
    const signal = AbortSignal.abort();
    const found = await callValidationService({
      url: hostile.of("hang"),
      task,
      timeoutMs: defaults.patientMs,
      signal,
    });

    expect(found).to.have.property("abstain").that.includes("aborted");
  });

  for (const data of ['{"result":false}', '{"result":true}', '"true"', '"false"', "1", "0", "null", "[]", "[true]"]) {
    it(`abstains when the verdict is ${data}`, async () => {
      const url = hostile.saying(`{"data":${data},"error":false,"message":null}`);

      expect(await ask(url)).to.deep.equal({ abstain: "it answers with what is neither true nor false" });
    });
  }

  for (const error of ["true", "null", '"false"', "0"]) {
    it(`abstains when there is a verdict, and error is ${error}`, async () => {
      const url = hostile.saying(`{"data":true,"error":${error},"message":"gone\\u0000\\n"}`);

      expect(await ask(url)).to.deep.equal({ abstain: "it answers with an error: gone  " });
    });
  }

  it("abstains when there is no verdict at all", async () => {
    expect(await ask(hostile.saying('{"error":false}'))).to.have.property("abstain");
  });
});

describe("callExecutionService", () => {
  let hostile: HostileServer;

  before(async () => {
    hostile = await serveHostile();
  });

  after(async () => {
    await hostile.stop();
  });

  const call = (url: string, timeoutMs: number = defaults.patientMs) =>
    callExecutionService({ url, taskDefinitionId: ID, input: { symbol: "GOOG" }, timeoutMs });
  const saying = (data: unknown) => hostile.saying(JSON.stringify({ data, error: false, message: null }));

  it("returns what a service of the kit did", async () => {
    const service = createExecutionService({
      execute: async ({ input }) => ({ proofOfTask: String(input.symbol), data: "0x12" }),
    });
    const found = await call(`${await service.start()}/`);
    await service.stop();

    expect(found).to.deep.equal({ proofOfTask: "GOOG", data: "0x12", taskDefinitionId: ID });
  });

  for (const [hostility, reason] of hostilities) {
    it(`fails when a service answers with ${hostility}`, async () => {
      const failure = await rejectionOf(call(hostile.of(hostility), timeoutOf(hostility)));

      expect(failure).to.have.property("code", "SERVICE_ANSWER");
      expect(failure).to.have.property("reason").that.includes(reason);
    });
  }

  const outcomes: [what: string, data: unknown, reason: string][] = [
    ["nothing", null, "it answers without proofOfTask and data"],
    ["no proof", { data: "0x", taskDefinitionId: ID }, "it answers without proofOfTask and data"],
    [
      "data in words",
      { proofOfTask: "p", data: "abc", taskDefinitionId: ID },
      "it answers without proofOfTask and data",
    ],
    [
      "half a byte",
      { proofOfTask: "p", data: "0x123", taskDefinitionId: ID },
      "it answers without proofOfTask and data",
    ],
    [
      "another task",
      { proofOfTask: "p", data: "0x", taskDefinitionId: 8 },
      "it did a task of another definition than 7",
    ],
  ];

  for (const [what, data, reason] of outcomes) {
    it(`fails when a service answers with ${what}`, async () => {
      expect(await rejectionOf(call(saying(data)))).to.include({ code: "SERVICE_ANSWER", reason });
    });
  }
});
