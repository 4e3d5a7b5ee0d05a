import type { TickerHealth } from "../createTicker.ts";
import type { AggregatorHealth } from "./aggregator/createAggregator.ts";
import type { AttesterHealth } from "./attester/createAttester.ts";
import type { DisputerHealth } from "./disputes/createDisputer.ts";
import type { ElectorHealth } from "./elections/createElector.ts";
import type { GossipHealth } from "./gossip/createGossip.ts";
import type { PerformerHealth } from "./performer/createPerformer.ts";
import type { ClaimerHealth } from "./rewards/createClaimer.ts";
import type { WitnessHealth } from "./witness/createWitness.ts";

/** How a node is doing. */
export interface OperatorHealth extends TickerHealth {
  readonly controller: string;
  /** 0 while the account is no operator's. */
  readonly operator: number;
  readonly roles: readonly string[];
  /** Tasks under way, in whatever role. */
  readonly openTasks: number;
  /** Why things wait, by role and task. */
  readonly waiting: Readonly<Record<string, string>>;
  /** By definition: `eligible`, or what keeps the node from taking part. */
  readonly standings: Readonly<Record<string, string>>;
  readonly network: GossipHealth | undefined;
  readonly performer: PerformerHealth | undefined;
  readonly attester: AttesterHealth | undefined;
  readonly aggregator: AggregatorHealth | undefined;
  readonly disputes: DisputerHealth | undefined;
  readonly elections: ElectorHealth | undefined;
  readonly claims: ClaimerHealth | undefined;
  readonly witness: WitnessHealth | undefined;
  /** Why rosters are not sealed, by pool. */
  readonly sealing: Readonly<Record<string, string>> | undefined;
}
