import { expect } from "chai";

import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import { type GuideReader, openGuide } from "../helpers/openGuide.ts";

/** Five long processes and as many short ones, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the guide to an AVS", () => {
  let guide: GuideReader;

  before(async () => {
    const ports = ["AVS_EXECUTION_PORT", "AVS_VALIDATION_PORT", "OPERATOR_PORT", "GOSSIP_PORT"];
    guide = await openGuide({ name: "write-an-avs", folderVariable: "AVS_DIR", ports });
  });

  after(async () => guide.close());

  it("leads from nothing to a task that three operators approved on-chain", async () => {
    expect(await guide.follow()).to.deep.equal({ settings: 1, file: 2, terminal: 5, command: 10, output: 9 });

    const { proofs, verdict } = await guide.inspect(async (client) => {
      const { center, deployment } = client;
      const tasks = await center.queryFilter(center.filters.TaskSubmitted(), deployment.fromBlock);
      const task = await readAttestation(client, { id: tasks[0]?.args.id ?? "" });
      const { wasApproved, storedStatus, signerCount } = task;
      return { proofs: tasks.map(({ args }) => args.proofOfTask), verdict: { wasApproved, storedStatus, signerCount } };
    });
    // A factor that only the reader's own file looks for.
    expect(proofs).to.deep.equal(["8051 = 83 * 97"]);
    expect(verdict).to.deep.equal({ wasApproved: true, storedStatus: "Approved", signerCount: 3 });
  }).timeout(TIMEOUT_MS);
});
