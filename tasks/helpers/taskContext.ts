import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** What every task of the suite works with. */
export interface TaskContext {
  readonly client: MusterClient;
  /** Address of the account that `--account` names. */
  readonly account: string;
  /** Another of the network's accounts, and the client that sees the deployment as it. */
  as(account: number): { readonly client: MusterClient; readonly account: string };
  /** Prints text, or rows of names and values. */
  print(text: string | readonly (readonly [name: string, value: string])[]): void;
  /** Prints what was done, where, and for how much gas. */
  report(what: string, receipt: ContractTransactionReceipt): void;
}
