import { dirname, join } from "node:path";

import { deploymentPath } from "./deploymentPath.ts";

/** Where the address book of the gateway on a network is: beside the suite's, if there is one. */
export function gatewayPath(networkName: string): string {
  return join(dirname(deploymentPath(networkName)), "gateway.json");
}
