import { join } from "node:path";

/** Where the address book of a network is. MUSTER_DEPLOYMENT names another folder under `deployments/`. */
export function deploymentPath(networkName: string): string {
  return join("deployments", process.env.MUSTER_DEPLOYMENT ?? networkName, "muster.json");
}
