import { expect } from "chai";

import { type GuideReader, openGuide } from "../helpers/openGuide.ts";

/** Five long processes and a dozen short ones, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the guide to a scheduled job", () => {
  let guide: GuideReader;

  before(async () => {
    const ports = ["PRICE_PORT", "MATCHER_PORT"];
    guide = await openGuide({ name: "run-a-scheduled-job", folderVariable: "JOBS_DIR", ports });
  });

  after(async () => guide.close());

  it("leads from nothing to a job that a processor ran twice and was paid for", async () => {
    expect(await guide.follow()).to.deep.equal({ settings: 1, file: 2, terminal: 5, command: 6, output: 8 });

    const { settled, successes } = await guide.inspect(async ({ jobs, deployment }) => ({
      settled: await jobs.queryFilter(jobs.filters.JobSettled(), deployment.fromBlock),
      successes: await jobs.queryFilter(jobs.filters.ExecutionSucceeded(), deployment.fromBlock),
    }));
    expect(settled.length).to.equal(1);
    expect(successes.map(({ args }) => [args.processor, args.execution])).to.deep.equal([
      [1n, 0n],
      [1n, 1n],
    ]);
  }).timeout(TIMEOUT_MS);
});
