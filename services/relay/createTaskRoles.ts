import { getAddress } from "ethers";

import type { TaskPartiesReader } from "./taskParties.ts";
import type { TaskRoles } from "./taskRoles.ts";

/** The markets whose tasks are served. */
export interface CreateTaskRolesParameters {
  /** By the market's address. */
  readonly markets: Readonly<Record<string, TaskPartiesReader>>;
  /** Address of the account that posts the relay's roots. */
  readonly publisher: string;
}

/** A task's creator uploads its parameters, its selected node the result and the opening of the score. */
export function createTaskRoles({ markets, publisher }: CreateTaskRolesParameters): TaskRoles {
  const readers = new Map(Object.entries(markets).map(([market, reader]) => [getAddress(market), reader]));
  return {
    async mayUpload({ market, taskId, kind, signer }) {
      const reader = readers.get(getAddress(market));
      if (reader === undefined) return `this relay does not serve the market ${market}`;
      const parties = await reader.partiesOf(taskId);
      if (parties === undefined) return "there is no such task, or it is over";
      if (parties.publishers && !parties.publishers.some((accepted) => isSame(accepted, publisher))) {
        return `the task does not accept the publisher ${publisher}`;
      }
      const [role, holder] = kind === "Parameters" ? ["creator", parties.creator] : ["node", parties.node];
      if (holder === undefined) return "the task has no node yet";
      return isSame(holder, signer) || `${signer} is not the task's ${role}`;
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
