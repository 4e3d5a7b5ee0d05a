import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";

/** In the order of `OperatorStatus` on-chain. */
const OPERATOR_STATUSES = ["None", "Active", "Jailed"] as const;

/** Which operator: by its id, or by its account. */
export type ReadOperatorParameters = { readonly operator: number } | { readonly controller: string };

/** What the chain says of an operator. Times in seconds; amounts in the smallest unit of the staking currency. */
export interface ReadOperatorReturnType {
  readonly operator: number;
  readonly controller: string;
  readonly status: (typeof OPERATOR_STATUSES)[number];
  readonly jailedUntil: number;
  readonly rewardsReceiver: string;
  readonly stake: {
    readonly active: bigint;
    readonly unbonding: bigint;
    /** What must stand again before a jailed operator is let out. */
    readonly bail: bigint;
    readonly releaseAt: number;
  };
  /** Skips that cost it nothing, left in this epoch. */
  readonly freeSkips: number;
}

/**
 * Reads an operator.
 *
 * @throws {BaseError} `OPERATOR_UNKNOWN` when there is none.
 */
export async function readOperator(
  client: MusterClient,
  parameters: ReadOperatorParameters,
): Promise<ReadOperatorReturnType> {
  const { registry, dispatcher } = client;
  const operator = await idOf(client, parameters);
  const [identity, stake, freeSkips] = await readCall(async () =>
    Promise.all([registry.identityOf(operator), registry.stakeOf(operator), dispatcher.freeSkipsOf(operator)]),
  );
  const status = OPERATOR_STATUSES[Number(identity.status)] ?? "None";
  if (status === "None") throw new BaseError("OPERATOR_UNKNOWN", `There is no operator ${operator}.`);

  return {
    operator,
    controller: identity.controller,
    status,
    jailedUntil: Number(identity.jailedUntil),
    rewardsReceiver: identity.rewardsReceiver,
    stake: {
      active: stake.active,
      unbonding: stake.unbonding,
      bail: stake.bail,
      releaseAt: Number(stake.releaseAt),
    },
    freeSkips: Number(freeSkips),
  };
}

async function idOf({ registry }: MusterClient, parameters: ReadOperatorParameters): Promise<number> {
  if ("operator" in parameters) return parameters.operator;
  const operator = await readCall(async () => registry.operatorOf(parameters.controller));
  if (operator === 0n) {
    throw new BaseError("OPERATOR_UNKNOWN", `${parameters.controller} has not registered as an operator.`);
  }
  return Number(operator);
}
