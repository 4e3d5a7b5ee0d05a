import { expect } from "chai";
import { AbiCoder, formatUnits } from "ethers";

import { createPriceOracle } from "../../../examples/avs/price-oracle/createPriceOracle.ts";
import { medianOf } from "../../../examples/avs/price-oracle/medianOf.ts";
import { parsePrice } from "../../../examples/avs/price-oracle/parsePrice.ts";
import { readStocks } from "../../../examples/avs/price-oracle/readStocks.ts";
import { type ServedFeed, serveFeed, type ServeFeedParameters } from "../../../examples/avs/price-oracle/serveFeed.ts";
import type { ExecutedTask } from "../../../services/avs-kit/callExecutionService.ts";
import { defaults } from "../../helpers/defaults.ts";
import { freePort } from "../../helpers/freePort.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type HostileServer, serveHostile } from "../../helpers/serveHostile.ts";
import { type ServedAvs, serveAvs } from "../../helpers/serveAvs.ts";

const records = readStocks();
/** Mar 1 2010, when a share of Google was at $560.19. */
const RECORDED = BigInt(Date.UTC(2010, 2, 1)) / 1_000n;
const GOOGLE = 56_019_000_000n;
const { maxAge, feedTimeoutMs } = defaults.priceOracle;

/** What makes one exchange another: digits, spread, lag and speed. */
const exchanges: readonly Omit<ServeFeedParameters, "records">[] = [
  { decimals: 2, spreadBps: 0n, lag: 0n, delayMs: 1 },
  { decimals: 1, spreadBps: 12n, lag: 30n, delayMs: 15 },
  { decimals: 4, spreadBps: -9n, lag: 60n, delayMs: 5 },
];

describe("price oracle", () => {
  const now = RECORDED + 120n;
  let feeds: string[];
  let hostile: HostileServer;
  const open: { stop(): Promise<void> }[] = [];
  const served: ServedAvs[] = [];

  async function opened(parameters: Omit<ServeFeedParameters, "records">): Promise<string> {
    const feed: ServedFeed = await serveFeed({ records, ...parameters });
    open.push(feed);
    return feed.feed;
  }

  before(async () => {
    feeds = await Promise.all(exchanges.map(opened));
    hostile = await serveHostile();
    open.push(hostile);
  });

  afterEach(async () => {
    await Promise.all(served.splice(0).map(({ stop }) => stop()));
  });

  after(async () => {
    await Promise.all(open.map(({ stop }) => stop()));
  });

  async function oracle(sources: readonly string[] = feeds, clock = now): Promise<ServedAvs> {
    const symbols = ["GOOG", "IBM"];
    const avs = await serveAvs(
      createPriceOracle({ feeds: sources, symbols, minimumFeeds: 2, feedTimeoutMs, maxAge, now: () => clock }),
    );
    served.push(avs);
    return avs;
  }

  const quoteOf = ({ data }: ExecutedTask) =>
    AbiCoder.defaultAbiCoder().decode(["string", "uint256", "uint256"], data).toArray() as [string, bigint, bigint];

  /** The task of an oracle that tells a price, as its bytes and in words. */
  function taskAt(price: bigint, { symbol = "GOOG", timestamp = now } = {}): ExecutedTask {
    return {
      taskDefinitionId: defaults.taskDefinition,
      proofOfTask: `${symbol} is at ${formatUnits(price, 8)} at ${timestamp}`,
      data: AbiCoder.defaultAbiCoder().encode(["string", "uint256", "uint256"], [symbol, price, timestamp]),
    };
  }

  describe("execute", () => {
    it("tells the median of feeds that differ", async () => {
      const task = await (await oracle()).execute({ symbol: "GOOG" });

      expect(task.proofOfTask).to.equal(`GOOG is at 560.19 at ${now}`);
      expect(quoteOf(task)).to.deep.equal(["GOOG", GOOGLE, now]);
    });

    it("tells of another symbol", async () => {
      expect(quoteOf(await (await oracle()).execute({ symbol: "IBM" }))[1]).to.equal(12_555_000_000n);
    });

    it("stands when a feed lies", async () => {
      const liar = await opened({ decimals: 2, spreadBps: 90_000n, lag: 0n, delayMs: 1 });
      const [, price] = quoteOf(await (await oracle([...feeds, liar])).execute({ symbol: "GOOG" }));

      // Between the first and the second exchange, and not ten times as much.
      expect(price).to.equal((GOOGLE + 56_090_000_000n) / 2n);
    });

    for (const hostility of ["hang", "error", "garbage", "empty", "huge", "disconnect"] as const) {
      it(`stands when a feed answers with ${hostility}`, async () => {
        const sources = [hostile.of(hostility), feeds[0]!, feeds[1]!];
        const [, price] = quoteOf(await (await oracle(sources)).execute({ symbol: "GOOG" }));

        expect(price).to.equal((GOOGLE + 56_090_000_000n) / 2n);
      });
    }

    it("has nothing to submit when too few feeds answer", async () => {
      const away = `http://127.0.0.1:${await freePort()}`;
      const avs = await oracle([feeds[0]!, hostile.of("error"), away]);

      expect(await rejectionOf(avs.execute({ symbol: "GOOG" }))).to.include({
        reason: "it answers 500: 1 of 3 feeds answer, not 2",
      });
    });

    it("has nothing to submit for a symbol that nobody knows", async () => {
      expect(await rejectionOf((await oracle()).execute({ symbol: "../secret" }))).to.include({
        reason: "it answers 500: The symbol must be one of GOOG, IBM",
      });
    });
  });

  describe("validate", () => {
    const edges: [what: string, price: bigint, verdict: string][] = [
      ["5 % above", (GOOGLE * 105n) / 100n, "approve"],
      ["5 % below", (GOOGLE * 95n) / 100n, "approve"],
      ["a cent more than 5 % above", (GOOGLE * 105n) / 100n + 10n ** 6n, "reject"],
      ["a cent more than 5 % below", (GOOGLE * 95n) / 100n - 10n ** 6n, "reject"],
    ];

    for (const [what, price, verdict] of edges) {
      it(`votes ${verdict} on a price that is ${what}`, async () => {
        expect(await (await oracle()).validate(taskAt(price))).to.equal(verdict);
      });
    }

    it("approves what another oracle with other feeds says", async () => {
      const task = await (await oracle([feeds[0]!, feeds[1]!])).execute({ symbol: "GOOG" });

      expect(await (await oracle([feeds[1]!, feeds[2]!], now + 60n)).validate(task)).to.equal("approve");
    });

    it("rejects a performer who doubles the price", async () => {
      const liars = await Promise.all([1, 2].map(() => opened({ ...exchanges[0]!, spreadBps: 10_000n })));
      const task = await (await oracle(liars)).execute({ symbol: "GOOG" });

      expect(await (await oracle()).validate(task)).to.equal("reject");
    });

    it("rejects a proof that says another price than the data", async () => {
      const { data } = taskAt(GOOGLE);

      expect(await (await oracle()).validate({ ...taskAt(GOOGLE + 10n ** 6n), data })).to.equal("reject");
    });

    it("rejects a symbol that nobody asked for", async () => {
      expect(await (await oracle()).validate(taskAt(GOOGLE, { symbol: "MSFT" }))).to.equal("reject");
    });

    it("rejects data that is none", async () => {
      expect(await (await oracle()).validate({ ...taskAt(GOOGLE), data: "0x1234" })).to.equal("reject");
    });

    it("approves the price of its own time when it looks in time", async () => {
      expect(await (await oracle(feeds, now + maxAge)).validate(taskAt(GOOGLE))).to.equal("approve");
    });

    it("abstains from a price that is too old", async () => {
      expect(await (await oracle(feeds, now + maxAge + 1n)).validate(taskAt(GOOGLE))).to.deep.equal({
        abstain: `it answers 500: That price is ${maxAge + 1n} seconds old`,
      });
    });

    it("abstains from a price of the future", async () => {
      const task = taskAt(GOOGLE, { timestamp: now + maxAge + 1n });

      expect(await (await oracle()).validate(task)).to.have.property("abstain");
    });

    it("abstains when too few of its own feeds answer", async () => {
      expect(await (await oracle([feeds[0]!, hostile.of("hang")])).validate(taskAt(GOOGLE))).to.deep.equal({
        abstain: "it answers 500: 1 of 2 feeds answer, not 2",
      });
    });
  });

  describe("medianOf", () => {
    const cases: [values: bigint[], median: bigint][] = [
      [[7n], 7n],
      [[9n, 1n, 5n], 5n],
      [[10n, 2n], 6n],
      [[4n, 1n, 2n, 100n], 3n],
      [[2n ** 200n, 0n, 10n], 10n],
    ];

    for (const [values, median] of cases) {
      it(`finds ${median} in ${values.join(", ")}`, () => {
        expect(medianOf(values)).to.equal(median);
      });
    }
  });

  describe("parsePrice", () => {
    const cases: [text: string, price: bigint | undefined][] = [
      ["560.19", GOOGLE],
      ["1", 10n ** 8n],
      ["0.00000001", 1n],
      ["0.123456789", 12_345_678n],
      ["0", undefined],
      ["-1", undefined],
      ["1e9", undefined],
      ["NaN", undefined],
      ["1,000", undefined],
      ["", undefined],
      ["9".repeat(40), undefined],
    ];

    for (const [text, price] of cases) {
      it(`reads ${price} from "${text}"`, () => {
        expect(parsePrice(text)).to.equal(price);
      });
    }
  });

  describe("readStocks", () => {
    it("reads real prices of five shares over ten years", () => {
      expect(new Set(records.map(({ symbol }) => symbol))).to.deep.equal(
        new Set(["MSFT", "AMZN", "IBM", "GOOG", "AAPL"]),
      );
      expect(records).to.have.length(560);
      expect(records.findLast(({ symbol }) => symbol === "GOOG")).to.deep.equal({
        symbol: "GOOG",
        timestamp: RECORDED,
        price: GOOGLE,
      });
    });
  });
});
