import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { readRound } from "../../sdk/beacon/readRound.ts";
import { requestRound } from "../../sdk/beacon/requestRound.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { createVrfOracle } from "../../services/vrf-oracle/createVrfOracle.ts";
import { localVrfKey } from "../deploy/localVrfKey.ts";
import { vrfNetworks } from "../deploy/vrfNetworks.ts";
import { printStep } from "../print/printStep.ts";
import { quietLogger } from "./quietLogger.ts";
import { waitUntil } from "./waitUntil.ts";

const POLL_MS = 200;

/** Which round, and who answers on a chain that Chainlink does not serve. */
export interface AnswerRoundParameters {
  readonly connection: NetworkConnection;
  readonly oracleAccount: Signer;
  readonly round: number;
}

/** Closes a round and has it answered: by our oracle where the coordinator is our own, else by Chainlink's. */
export async function answerRound(client: MusterClient, parameters: AnswerRoundParameters): Promise<void> {
  const { connection, oracleAccount, round } = parameters;
  const { deployment, beacon, provider } = client;
  const { coordinator } = deployment.addresses;
  const confirmations = Number(await beacon.confirmations());
  printStep(`round ${round} is closed`, await requestRound(client));

  const isOurs = vrfNetworks[deployment.chainId]?.coordinator !== coordinator;
  if (isOurs) await passBlocks(connection, confirmations);
  const oracle = isOurs
    ? createVrfOracle({
        provider,
        signer: oracleAccount,
        coordinatorAddress: coordinator,
        secretKey: localVrfKey(),
        confirmations,
        logger: quietLogger,
        pollIntervalMs: POLL_MS,
      })
    : undefined;
  await oracle?.start();
  try {
    const isAnswered = async (): Promise<boolean> => (await readRound(client, { round })).state === "Answered";
    await waitUntil(`round ${round} to be answered`, isAnswered);
  } finally {
    await oracle?.stop();
  }
  const [answered] = await beacon.queryFilter(beacon.filters.RoundAnswered(round), deployment.fromBlock);
  const who = isOurs ? "the local oracle" : "Chainlink's oracle";
  printStep(`${who} proves its answer`, await answered?.getTransactionReceipt());
}

/** Blocks of a node that makes them for transactions only; every other chain makes its own. */
async function passBlocks({ provider, networkHelpers }: NetworkConnection, count: number): Promise<void> {
  const version: unknown = await provider.request({ method: "web3_clientVersion" });
  if (String(version).startsWith("HardhatNetwork")) await networkHelpers.mine(count);
}
