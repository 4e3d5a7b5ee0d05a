import { join } from "node:path";

const BOOK = /^(?:\.\/)?deployments\/([^/]+)\/muster\.json$/;

/**
 * Where the address book of a network is. MUSTER_DEPLOYMENT names another folder under `deployments/`, or the address
 * book in it, which is what services take.
 */
export function deploymentPath(networkName: string): string {
  const given = process.env.MUSTER_DEPLOYMENT ?? networkName;
  const [, folder = given] = BOOK.exec(given) ?? [];
  return join("deployments", folder, "muster.json");
}
