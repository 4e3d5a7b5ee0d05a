import { readFileSync } from "node:fs";

import { BaseError } from "../errors/baseError.ts";
import type { Deployment } from "./deployment.ts";

/**
 * Reads where a deployment lives from its address book, `deployments/<network>/muster.json`. Node only.
 *
 * @throws {BaseError} `DEPLOYMENT_NOT_FOUND` when there is no such file.
 */
export function loadDeployment(path: string): Deployment {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Deployment;
  } catch (cause) {
    throw new BaseError("DEPLOYMENT_NOT_FOUND", `There is no deployment at ${path}: run the deploy script first.`, {
      cause,
    });
  }
}
