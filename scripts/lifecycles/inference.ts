import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { parseEther } from "ethers";

import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import { readSubscription } from "../../sdk/beacon/readSubscription.ts";
import { topUpSubscription } from "../../sdk/beacon/topUpSubscription.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readCredit } from "../../sdk/escrow/readCredit.ts";
import { withdraw } from "../../sdk/escrow/withdraw.ts";
import { advanceInference, type AdvanceInferenceReturnType } from "../../sdk/inference/advanceInference.ts";
import type { ApplicationSecrets } from "../../sdk/inference/applicationSecrets.ts";
import { createInferenceTask } from "../../sdk/inference/createInferenceTask.ts";
import { decodePng } from "../../sdk/inference/images/decodePng.ts";
import type { ModelId } from "../../sdk/inference/models/modelId.ts";
import { packVersion } from "../../sdk/inference/packVersion.ts";
import { readInferenceTask } from "../../sdk/inference/readInferenceTask.ts";
import { registerApplication } from "../../sdk/inference/registerApplication.ts";
import { createVrfOracle } from "../../services/vrf-oracle/createVrfOracle.ts";
import { localVrfKey } from "../deploy/localVrfKey.ts";
import { vrfNetworks } from "../deploy/vrfNetworks.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printNote } from "../print/printNote.ts";
import { printStep } from "../print/printStep.ts";
import { printTitle } from "../print/printTitle.ts";
import { compareBalances } from "./compareBalances.ts";
import { expectEqual } from "./expectEqual.ts";
import { keepBlocksComing } from "./keepBlocksComing.ts";
import { NODE_VERSION, type PreparedNode, prepareNodes, secretOf } from "./prepareNodes.ts";
import { quietLogger } from "./quietLogger.ts";
import { readBalances } from "./readBalances.ts";
import { runLifecycle, type Stage } from "./runLifecycle.ts";
import { startNodes } from "./startNodes.ts";
import { sumFees } from "./sumFees.ts";
import { waitUntil } from "./waitUntil.ts";

const NODES = 4;
/** Nodes, relay and oracle, beside the owner: each has nonces of its own. */
const ACCOUNTS = NODES + 2;
const FEE = parseEther("0.0005");
const EXECUTION_BLOCKS = 200n;
const SUBSCRIPTION_MINIMUM = parseEther("0.2");
const PICTURE_SIDE = 28;
const POLL_MS = 300;

/**
 * `hardhat run scripts/lifecycles/inference.ts --network <name>`: one inference task from its creation to its payment.
 *
 * The owner has a digit drawn; one of four nodes is drawn and draws it, or three if the task is sampled; it is paid when
 * it has proven that it uploaded the picture, encrypted to the owner. Deploys the suite and seats the nodes where that
 * has not been done. Ends with code 1 when the result, a payment or the closing balance is not what it must be.
 */
await runLifecycle(main);

async function main({ connection, deployment, owner, others, client, as }: Stage): Promise<void> {
  const [publisher, oracleAccount, ...workers] = others.slice(0, ACCOUNTS);
  if (!publisher || !oracleAccount || workers.length < NODES)
    throw new Error(`This takes ${ACCOUNTS + 1} accounts; the network has ${others.length + 1}.`);
  const { addresses, chainId } = deployment;

  printTitle(`Muster on ${connection.networkName} (chain ${chainId}), InferenceMarket ${addresses.inference}`);
  const accounts = [
    { name: "owner", address: owner.address },
    { name: "relay", address: publisher.address },
    { name: "VRF oracle", address: oracleAccount.address },
    ...workers.map(({ address }, index) => ({ name: `node's account ${index + 1}`, address })),
    { name: "beacon", address: addresses.beacon },
  ];
  const before = await readBalances(client, accounts);

  printTitle("Nodes");
  const model = readImageModel();
  const nodes = await prepareNodes(workers.map(as), [model]);
  if ((await readSubscription(client)).nativeBalance < SUBSCRIPTION_MINIMUM) {
    printStep("the owner fills the subscription", await topUpSubscription(client, { amount: SUBSCRIPTION_MINIMUM }));
  }
  const secrets = await secretsOf(client);
  printStep("the owner registers its keys", await registerApplication(client, { secrets }));

  const oracle = startOracle(as(oracleAccount));
  const stopBlocks = await keepBlocksComing(connection);
  const running = await startNodes(as(publisher), nodes);
  await oracle?.start();
  try {
    printTitle("Task");
    const parameters = { kind: "image", baseModel: model, label: 4, seed: 1, numImages: 1 } as const;
    const demand = {
      version: packVersion(NODE_VERSION),
      executionBlocks: EXECUTION_BLOCKS,
      fee: FEE,
      publishers: [running.relay.publisher],
    };
    const { ticket, receipt } = await createInferenceTask(client, { secrets, parameters, demand });
    printStep(`the owner creates task ${ticket.id} for ${formatAmount(FEE)}`, receipt);
    const { task, files = [] } = await follow(client, secrets, running.relay.url, { first: ticket, siblings: [] });
    const [picture] = files;
    expectEqual("the picture's width", picture && decodePng(picture.bytes).width, PICTURE_SIDE);

    printTitle("Payment");
    const expected = task.siblings.length === 0 ? "EndSuccess" : "EndGroupSuccess";
    const statusOf = async () => (await readInferenceTask(client, { id: ticket.id })).settledStatus;
    await waitUntil("the payment", async () => (await statusOf()).startsWith("End"));
    expectEqual("the status", await statusOf(), expected);
  } finally {
    await running.stop();
    await oracle?.stop();
    stopBlocks();
  }

  await payOut(client, nodes);

  const after = await readBalances(client, accounts);
  const senders = accounts.map(({ address }) => address);
  const fees = await sumFees(client.provider, senders, before.block, after.block);
  const { text, difference } = compareBalances(before, after, fees);
  printTitle("Balances, in ether: what each has gained or lost");
  console.log(text);
  expectEqual("the balances' sum", difference, 0n);
  expectEqual("what the markets hold more", after.held - before.held, 0n);
}

/** Everybody takes what it has. */
async function payOut(client: MusterClient, nodes: readonly PreparedNode[]): Promise<void> {
  let paid = 0n;
  for (const { client: worker, operator } of nodes) {
    const credit = await readCredit(worker);
    if (credit === 0n) continue;
    paid += credit;
    printStep(`node ${operator} takes ${formatAmount(credit)}`, await withdraw(worker));
  }
  expectEqual("what the nodes earned", paid, FEE);
  const rest = await readCredit(client);
  if (rest > 0n) printStep(`the owner takes ${formatAmount(rest)}`, await withdraw(client));
  printStep("the beacon's fees go into its subscription", await fundSubscription(client));
}

/** Does all that the owner owes the task, and tells it. */
async function follow(
  client: MusterClient,
  secrets: ApplicationSecrets,
  relay: string,
  start: AdvanceInferenceReturnType["task"],
): Promise<AdvanceInferenceReturnType> {
  let last: AdvanceInferenceReturnType = { task: start, state: "waiting", step: "" };
  await waitUntil("the result", async () => {
    const told = last.step;
    last = await advanceInference(client, { secrets, task: last.task, relay, pollIntervalMs: POLL_MS });
    if (last.step !== told) printNote(last.step);
    return last.state === "done" || last.state === "failed";
  });
  expectEqual("what came of the task", last.state, "done");
  return last;
}

function startOracle(account: MusterClient): ReturnType<typeof createVrfOracle> | undefined {
  const { deployment, provider, runner } = account;
  const { coordinator } = deployment.addresses;
  if (vrfNetworks[deployment.chainId]?.coordinator === coordinator) return undefined;
  return createVrfOracle({
    provider,
    signer: runner as HardhatEthersSigner,
    coordinatorAddress: coordinator,
    secretKey: localVrfKey(),
    confirmations: 3,
    logger: quietLogger,
    pollIntervalMs: POLL_MS,
  });
}

/** Derived from signatures of the account, so that every run finds them again. */
async function secretsOf(client: MusterClient): Promise<ApplicationSecrets> {
  return {
    vrfSecretKey: BigInt(await secretOf(client, "am sampled")),
    encryptionSecret: await secretOf(client, "read results"),
  };
}

function readImageModel(): ModelId {
  const manifest = JSON.parse(readFileSync(join("models", "manifest.json"), "utf8")) as Readonly<
    Record<"imageBase", { readonly id: ModelId }>
  >;
  return manifest.imageBase.id;
}
