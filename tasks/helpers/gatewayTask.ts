import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

import { optional } from "./optional.ts";

/** Starts the definition of a task of a gateway, with the options that all of them have. */
export function gatewayTask(id: string, description: string) {
  return task(id, description)
    .addOption({
      name: "account",
      description: "Which of the network's accounts acts, from 0",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addOption(optional("gateway", "Address book of the gateway; deployments/<network>/gateway.json if left out"));
}

/** Where the home chain is, for tasks that look there. */
export const homeOptions = {
  home: {
    name: "home",
    description: "Address book of the suite on the home chain",
    defaultValue: "deployments/localhost/muster.json",
  },
  homeRpc: { name: "homeRpc", description: "A node of the home chain", defaultValue: "http://127.0.0.1:8545" },
} as const;
