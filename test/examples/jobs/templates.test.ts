import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";
import { AbiCoder, id as hashText, toUtf8String, Wallet } from "ethers";
import { network } from "hardhat";

import { performExecution } from "../../helpers/performExecution.ts";
import { acknowledgeJob } from "../../../sdk/jobs/acknowledgeJob.ts";
import { acknowledgeOutput } from "../../../sdk/jobs/acknowledgeOutput.ts";
import { readJob } from "../../../sdk/jobs/readJob.ts";
import { settleJob } from "../../../sdk/jobs/settleJob.ts";
import { verifyDelivery } from "../../../sdk/jobs/verifyDelivery.ts";
import { createJob, type CreatedJob } from "../../../tasks/helpers/createJob.ts";
import { InputError } from "../../../tasks/helpers/inputError.ts";
import type { JobFile } from "../../../tasks/helpers/jobFile.ts";
import { readTemplate } from "../../../tasks/helpers/readTemplate.ts";
import { readTemplateParameters } from "../../../tasks/helpers/readTemplateParameters.ts";
import { deployJobMarket, type JobMarketSuite, matcherOf } from "../../helpers/jobMarket.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import { openOtherChain } from "../../helpers/otherChain.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const WITNESSES = 3;
const startIn = 2_000_000;

/** What the web answers, by path. */
const PAGES: Readonly<Record<string, string>> = {
  "/price/low": '{"data":{"amount":"4199.5"}}',
  "/price/middle": '{"data":{"amount":4200.123456789}}',
  "/price/high": '{"data":{"amount":"9999"}}',
  "/page": "<h1>Open</h1>",
  "/client/one": '{"weights":[1,-2,0.5],"samples":300}',
  "/client/two": '{"weights":[2,-4,0.1],"samples":100}',
  "/client/broken": '{"weights":["NaN"],"samples":100}',
};

async function deploy(): Promise<JobMarketSuite> {
  return deployJobMarket(connection, [{}, {}, {}]);
}

describe("the templates of jobs", () => {
  let market: JobMarketSuite;
  let server: Server;
  let url: string;
  let isPageThere: boolean;
  const endpointKey = new Wallet(hashText("endpoint"));
  let deliveries: string[];

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => void answer(Buffer.concat(chunks)));
      async function answer(body: Buffer): Promise<void> {
        if (request.url === "/page" && !isPageThere) return void response.writeHead(500).end();
        if (request.url !== "/outputs") return void response.end(PAGES[request.url ?? ""] ?? "");
        const { chainId, addresses } = market.suite.deployment;
        const home = { homeChainId: chainId, market: addresses.jobs };
        const { output } = verifyDelivery({ headers: request.headers, body, endpoint: `${url}/outputs` }, home);
        deliveries.push(body.toString());
        response.end(JSON.stringify({ signature: await acknowledgeOutput(endpointKey, output, home) }));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(async () => {
    market = await networkHelpers.loadFixture(deploy);
    deliveries = [];
    isPageThere = true;
  });

  /** Registers a job by a template, as its task does. */
  async function create(name: string, words: readonly string[], changes: Partial<JobFile> = {}): Promise<CreatedJob> {
    const template = readTemplate(name);
    const parameters = readTemplateParameters(template, words);
    return createJob(market.consumer, { template, parameters, changes: { startIn, ...changes } });
  }

  /** Has a job matched, and promised by each of its processors. */
  async function assign({ id, terms }: CreatedJob): Promise<void> {
    await matcherOf(market, market.others[0]!).tick();
    for (let slot = 0n; slot < terms.slots; ++slot) {
      await acknowledgeJob((await processorOf(id, slot)).client, { id, slot });
    }
  }

  async function processorOf(id: string, slot: bigint) {
    const { processor } = await market.suite.jobs.slotOf(id, slot);
    return market.processors.find(({ operator }) => operator === processor)!;
  }

  /** Runs every execution of a job at its time, and settles it. */
  async function play({ id, terms }: CreatedJob, executions: number, prepare?: (execution: number) => void) {
    const storages = new Map<bigint, Readonly<Record<string, string>>>();
    for (let execution = 0; execution < executions; ++execution) {
      prepare?.(execution);
      const at = terms.schedule.startTime + BigInt(execution) * terms.schedule.interval;
      await networkHelpers.time.increaseTo(at / 1_000n);
      for (let slot = 0n; slot < terms.slots; ++slot) {
        const { client } = await processorOf(id, slot);
        const storage = storages.get(slot) ?? {};
        const turn = { id, slot, execution: BigInt(execution), storage, allowsPrivateNetwork: true };
        storages.set(slot, (await performExecution(client, turn)).storage);
      }
    }
    await settleJob(market.consumer, { id });
    return readJob(market.consumer, { id });
  }

  const decode = (types: string[], output: string) => [...AbiCoder.defaultAbiCoder().decode(types, output)];

  it("give a contract the median of the prices that the web tells", async () => {
    const urls = ["low", "nowhere", "middle", "high"].map((name) => `${url}/price/${name}`).join(",");
    const words = [`urls=${urls}`, "path=data.amount", "minimum=3"];
    const job = await create("price-to-contract", words, { executions: 2 });
    await assign(job);
    const { status, slots } = await play(job, 2);

    expect([status, slots[0]!.successes]).to.deep.equal(["Done", 2n]);
    const { execution, output } = await job.inbox!.newestOf(job.id);
    const [price, seconds] = decode(["uint256", "uint256"], output);
    expect([execution, price]).to.deep.equal([1n, 420_012_345_678n]);
    expect(Math.abs(Number(seconds) - Date.now() / 1_000)).to.be.below(60);
  });

  it("fail where too few sources tell a price, and say so", async () => {
    const words = [`urls=${url}/price/low,${url}/nowhere`, "path=data.amount", "minimum=2"];
    const job = await create("price-to-contract", words, { executions: 1 });
    await assign(job);
    const { slots } = await play(job, 1);

    expect([slots[0]!.successes, slots[0]!.failures]).to.deep.equal([0n, 1n]);
    const [failed] = await market.suite.jobs.queryFilter(market.suite.jobs.filters.ExecutionFailed(job.id));
    expect(toUtf8String(failed!.args.message)).to.contain("1 of 2 sources told a price, not 2");
  });

  it("tell a web endpoint whether a site is up, and since when", async () => {
    const changes = { executions: 3, endpoint: `${url}/outputs` };
    const destination = { kind: "Web", target: endpointKey.address } as const;
    const job = await create("web-check", [`url=${url}/page`, "contains=Open"], { ...changes, destination });
    await assign(job);
    const { status, slots } = await play(job, 3, (execution) => (isPageThere = execution !== 2));

    expect([status, slots[0]!.successes]).to.deep.equal(["Done", 3n]);
    const findings = deliveries.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(findings.map(({ isUp }) => isUp)).to.deep.equal([true, true, false]);
    expect(findings.map(({ reason }) => reason)).to.deep.equal(["", "", "its status is 500, not 200"]);
    expect(findings[1]!.since).to.equal(findings[0]!.since);
    expect(findings[2]!.since).not.to.equal(findings[0]!.since);
  });

  it("give a contract of another chain a message, and are paid for its receipt", async () => {
    const there = await network.create({ override: { chainId: Number(jobDefaults.otherChain) } });
    const witnesses = market.others.slice(1, 1 + WITNESSES);
    const chain = await openOtherChain(market.suite, there, witnesses);
    const { destination } = readTemplate("message-to-another-chain").job;
    const elsewhere = { chainId: Number(chain.chainId), target: await chain.inbox.getAddress() };
    const job = await create("message-to-another-chain", ["text=Good morning"], {
      destination: { ...destination, ...elsewhere },
    });
    const { id, terms } = job;
    await chain.inbox.letIn(id);
    await assign(job);
    const { client, signer: processor } = await processorOf(id, 0n);
    await networkHelpers.time.increaseTo(terms.schedule.startTime / 1_000n);
    const deliverElsewhere = (output: string) => chain.deliver({ id, terms, processor, output });
    const turn = { id, slot: 0n, execution: 0n, allowsPrivateNetwork: true, deliverElsewhere };
    const { isSuccess } = await performExecution(client, turn);
    await settleJob(market.consumer, { id });
    const { output } = await chain.inbox.newestOf(id);
    await there.close();

    expect(isSuccess).to.equal(true);
    expect(decode(["string", "uint256"], output)).to.deep.equal(["Good morning", 0n]);
    const { status, slots } = await readJob(market.consumer, { id });
    expect([status, slots[0]!.successes]).to.deep.equal(["Done", 1n]);
  });

  it("average the weights of clients, and three processors agree on them", async () => {
    const clients = ["one", "broken", "two"].map((name) => `${url}/client/${name}`).join(",");
    const job = await create("federated-averaging", [`clients=${clients}`, "digits=3"], { endpoint: `${url}/outputs` });
    await assign(job);
    const { status, slots } = await play(job, 1);

    expect([status, ...slots.map(({ successes }) => successes)]).to.deep.equal(["Done", 1n, 1n, 1n]);
    const round = { clients: 2, samples: 400, weights: [1.25, -2.5, 0.4] };
    expect(deliveries.map((text) => JSON.parse(text) as unknown)).to.deep.equal([round, round, round]);
  });

  it("are published once", async () => {
    const words = [`url=${url}/page`];
    const changes = { endpoint: `${url}/outputs`, executions: 1 };
    const jobs = [await create("web-check", words, changes), await create("web-check", words, changes)];
    expect(jobs.map(({ template }) => template)).to.deep.equal([1n, 1n]);
    expect(await market.suite.jobTemplates.templateCount()).to.equal(1n);
  });

  describe("parameters", () => {
    const template = readTemplate("price-to-contract");

    it("are read by their types, and have defaults", () => {
      const words = ["urls=https://a.example/?x=1,https://b.example", "decimals=2"];
      expect(readTemplateParameters(template, words)).to.deep.equal({
        urls: ["https://a.example/?x=1", "https://b.example"],
        path: "price",
        decimals: 2,
        minimum: 1,
      });
      expect(readTemplateParameters(template, ['urls=["https://a.example/1,2"]']).urls).to.deep.equal([
        "https://a.example/1,2",
      ]);
    });

    it("are refused where they are unknown, missing or malformed", () => {
      const refused: [string[], string][] = [
        [["uls=x"], 'price-to-contract has no parameter "uls". It has:\n  urls: Addresses'],
        [[], "price-to-contract needs --param urls=…"],
        [["urls=x", "decimals=many"], 'decimals is a number, not "many".'],
        [["urls=[x"], 'urls is JSON, which "[x" is not.'],
      ];
      for (const [words, message] of refused) {
        expect(() => readTemplateParameters(template, words)).to.throw(InputError, message);
      }
      expect(() => readTemplate("pizza")).to.throw(InputError, 'There is no template "pizza"; there are ');
    });
  });
});
