import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { gatewayDefaults } from "../scripts/deploy/deployGateway.ts";
import { gatewayTask, homeOptions } from "./helpers/gatewayTask.ts";

const { home, homeRpc } = homeOptions;
const signers = { name: "signers", description: "Bit s set: seat s of the committee that counts signed" } as const;
const signature = { name: "signature", description: "The aggregate of their signatures, 96 bytes" } as const;
const job = { name: "job", description: "The job's id" } as const;
const execution = { name: "execution", description: "Which execution, from 0" } as const;
const output = { name: "output", description: "What the consumer is given, in hex" } as const;
const slot = { name: "slot", description: "The job's slot, from 0", defaultValue: "0" } as const;

/** Gateways on other chains: run them with --network of the chain that the gateway is on. */
export const gatewayTasks: TaskDefinition[] = [
  task("gateway:deploy", "Deploys a gateway for the jobs of another chain")
    .addOption(home)
    .addOption({
      name: "maxAge",
      description: "Oldest committee and root that count, in seconds",
      type: ArgumentType.INT,
      defaultValue: gatewayDefaults.maxAge,
    })
    .addOption({
      name: "seedDelay",
      description: "How long a proposed committee waits, in seconds, unless it is the first",
      type: ArgumentType.INT,
      defaultValue: gatewayDefaults.seedDelay,
    })
    .setAction(() => import("./gateway/deploy.ts"))
    .build(),
  gatewayTask("gateway:propose", "Proposes the newest committee of witnesses; governance")
    .addOption(home)
    .addOption(homeRpc)
    .setAction(() => import("./gateway/propose.ts"))
    .build(),
  gatewayTask("gateway:seed", "Puts the proposed committee in")
    .addOption(home)
    .addOption(homeRpc)
    .setAction(() => import("./gateway/seed.ts"))
    .build(),
  gatewayTask("gateway:accept-root", "Brings a root of assignments that witnesses signed")
    .addPositionalArgument({ name: "root", description: "The root" })
    .addPositionalArgument({ name: "issuedAt", description: "As of when, in seconds" })
    .addPositionalArgument(signers)
    .addPositionalArgument(signature)
    .setAction(() => import("./gateway/acceptRoot.ts"))
    .build(),
  gatewayTask("gateway:hand-over", "Puts the committee in that the one that counts hands over to")
    .addPositionalArgument({ name: "committee", description: "The one that follows" })
    .addPositionalArgument(signers)
    .addPositionalArgument(signature)
    .addOption(home)
    .addOption(homeRpc)
    .setAction(() => import("./gateway/handOver.ts"))
    .build(),
  gatewayTask("gateway:fulfill", "Delivers an execution, by the account that is assigned")
    .addPositionalArgument(job)
    .addPositionalArgument(execution)
    .addPositionalArgument(output)
    .addOption(slot)
    .addOption(home)
    .addOption(homeRpc)
    .setAction(() => import("./gateway/fulfill.ts"))
    .build(),
  gatewayTask("gateway:retry", "Calls a consumer again that did not take a delivery")
    .addPositionalArgument(job)
    .addPositionalArgument(execution)
    .addPositionalArgument(output)
    .addOption(slot)
    .addOption(home)
    .addOption(homeRpc)
    .setAction(() => import("./gateway/retry.ts"))
    .build(),
  gatewayTask("gateway:show", "Shows a gateway and its committee")
    .setAction(() => import("./gateway/show.ts"))
    .build(),
];
