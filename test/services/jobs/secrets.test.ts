import { expect } from "chai";
import { network } from "hardhat";

import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { MAX_SEALED_BYTES } from "../../../sdk/jobs/secretsDelivery.ts";
import { sendSecrets } from "../../../sdk/jobs/sendSecrets.ts";
import {
  assignNetworkJob,
  failuresOf,
  type JobNetwork,
  type NetworkJob,
  outputsOf,
  playJob,
  reachExecution,
  startJobNetwork,
} from "../../helpers/jobNetwork.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const connection = await network.create();
const executions = 1n;
const secrets = { TOKEN: "opensesame" };

describe("the door of a processor", () => {
  let net: JobNetwork;
  let url: string;

  before(async () => {
    net = await startJobNetwork(connection, { count: 1, changes: [{ door: { port: 0, host: "127.0.0.1" } }] });
    url = net.processors[0]!.now().doorUrl()!;
  });

  after(async () => {
    await net.stop();
  });

  const asking = () =>
    assignNetworkJob(net, {
      source: `const main = ({ environment }) => "the word is " + environment.TOKEN;`,
      executions,
      parameters: { secrets: ["TOKEN"] },
    });
  const send = ({ id }: Pick<NetworkJob, "id">, client = net.consumer) =>
    sendSecrets(client, { id, processor: net.processors[0]!.operator, url, secrets });
  async function refusalOf(sending: Promise<void>): Promise<string> {
    const error = (await rejectionOf(sending)) as Error & { code: string };
    expect(error.code).to.equal("SECRETS_REFUSED");
    return error.message;
  }

  it("takes the consumer's secrets, which the script sees", async () => {
    const job = await asking();
    await send(job);
    await playJob(net, job, executions);
    expect(await outputsOf(net, job)).to.deep.equal({ "0/0": "the word is opensesame" });
  });

  it("takes them from nobody else, and for no other job", async () => {
    const job = await asking();
    const { deployment, stranger } = net.suite;
    const other = createMusterClient({ deployment, runner: stranger });
    expect(await refusalOf(send(job, other))).to.match(/^The processor answers 401: .*SECRETS_UNSIGNED/);
    expect(await refusalOf(send({ id: `0x${"ab".repeat(32)}` }))).to.match(/answers 404: .*JOB_UNKNOWN/);

    const body = new Uint8Array(MAX_SEALED_BYTES + 1);
    const answer = await fetch(`${url}/jobs/${job.id}/secrets`, { method: "PUT", body });
    expect(answer.status).to.equal(413);
    await playJob(net, job, executions);
    expect(await failuresOf(net, job)).to.deep.equal({
      "0/0": "The consumer has not brought these secrets: TOKEN",
    });
  });

  it("is closed once the first execution has begun", async () => {
    const job = await asking();
    await send(job);
    await reachExecution(net, job, 0n);
    await net.processors[0]!.now().tick();
    expect(await refusalOf(send(job))).to.match(/answers 409: .*SECRETS_LATE/);
    await playJob(net, job, executions);
    expect(await outputsOf(net, job)).to.deep.equal({ "0/0": "the word is opensesame" });
  });
});
