import type { TickerHealth } from "../createTicker.ts";
import type { OperatorRoles } from "./buildRoles.ts";
import type { OperatorHealth } from "./operatorHealth.ts";

/** What the roles tell. */
export type RolesHealth = Omit<OperatorHealth, keyof TickerHealth | "operator" | "roles">;

/** The health of a node that has not begun. */
export const IDLE: RolesHealth = {
  controller: "",
  openTasks: 0,
  waiting: {},
  standings: {},
  network: undefined,
  performer: undefined,
  attester: undefined,
  aggregator: undefined,
  disputes: undefined,
  elections: undefined,
  claims: undefined,
  witness: undefined,
  sealing: undefined,
};

/** How the roles of a node are doing. */
export function readHealth(roles: OperatorRoles): RolesHealth {
  const { self, gossip, selfCheck, claimer, sealer } = roles;
  const working = {
    performer: roles.performer?.health(),
    attester: roles.attester?.health(),
    aggregator: roles.aggregator?.health(),
  };
  const disputes = roles.disputer?.health();
  const parts = { ...working, disputes, elections: roles.elector?.health(), witness: roles.witness?.health() };
  const waiting = Object.entries(parts).flatMap(([role, part]) => {
    return Object.entries(part?.waiting ?? {}).map(([subject, reason]) => [`${role} ${subject}`, reason] as const);
  });
  return {
    controller: self,
    openTasks: Object.values(working).reduce((sum, part) => sum + (part?.openTasks ?? 0), 0),
    waiting: Object.fromEntries(waiting),
    standings: selfCheck.standings(),
    network: gossip.health(),
    ...parts,
    claims: claimer?.health(),
    sealing: sealer?.health(),
  };
}
