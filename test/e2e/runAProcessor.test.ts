import { expect } from "chai";

import { type GuideReader, openGuide } from "../helpers/openGuide.ts";

/** Two long processes and half a dozen short ones, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the guide to a processor", () => {
  let guide: GuideReader;

  before(async () => {
    const ports = ["PROCESSOR_PORT"];
    const chapter = { folderVariable: "PROCESSOR_DIR", ports, before: "\n## What it does\n" };
    guide = await openGuide({ name: "run-a-processor", ...chapter });
  });

  after(async () => guide.close());

  it("leads from nothing to a processor that can be matched, at its price", async () => {
    expect(await guide.follow()).to.deep.equal({ settings: 1, file: 0, terminal: 2, command: 3, output: 1 });

    const offers = await guide.inspect(async ({ jobs, deployment }) =>
      jobs.queryFilter(jobs.filters.Advertised(), deployment.fromBlock),
    );
    expect(offers.map(({ args }) => [args.processor, args.advertisement.baseFee])).to.deep.equal([[1n, 10n ** 12n]]);
  }).timeout(TIMEOUT_MS);
});
