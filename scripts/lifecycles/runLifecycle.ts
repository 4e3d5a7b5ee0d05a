import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { deployTo } from "../deploy/deployTo.ts";

/** What a lifecycle is played on. */
export interface Stage {
  readonly connection: NetworkConnection;
  readonly deployment: Deployment;
  /** The first of the network's accounts. */
  readonly owner: HardhatEthersSigner;
  /** The others. */
  readonly others: readonly HardhatEthersSigner[];
  readonly client: MusterClient;
  as(runner: HardhatEthersSigner): MusterClient;
}

/** Plays a lifecycle on the network that was chosen; deploys the suite where that has not been done. */
export async function runLifecycle(play: (stage: Stage) => Promise<void>): Promise<void> {
  const connection = await network.create();
  try {
    const { findings, deployment } = await deployTo(connection);
    if (!deployment) throw new Error(`The suite cannot be deployed: ${findings?.join(" ")}`);
    const [owner, ...others] = await connection.ethers.getSigners();
    if (!owner) throw new Error("The network has no account.");
    const as = (runner: HardhatEthersSigner): MusterClient => createMusterClient({ deployment, runner });
    await play({ connection, deployment, owner, others, client: as(owner), as });
  } finally {
    await connection.close();
  }
}
