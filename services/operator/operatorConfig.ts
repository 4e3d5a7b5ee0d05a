import type { Signer } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { Logger } from "../logger.ts";
import type { AggregatorSettings } from "./aggregator/aggregatorSettings.ts";
import type { BlsThread } from "./aggregator/blsThread.ts";
import type { AttesterSettings } from "./attester/attesterSettings.ts";
import type { ValidatorSettings } from "./attester/createValidator.ts";
import type { SealerSettings } from "./committees/sealerSettings.ts";
import type { DisputeSettings } from "./disputes/disputeSettings.ts";
import type { ElectionSettings } from "./elections/electionSettings.ts";
import type { CreateGossipParameters } from "./gossip/createGossip.ts";
import type { PerformerSettings } from "./performer/performerSettings.ts";
import type { ClaimSettings } from "./rewards/claimSettings.ts";
import type { RpcSettings } from "./rpc/createRpcServer.ts";
import type { Trigger } from "./triggers/trigger.ts";
import type { WitnessRole } from "./witness/witnessSettings.ts";

/** The network as a node sees it. */
export type NetworkSettings = Pick<
  CreateGossipParameters,
  "listen" | "announce" | "bootstrap" | "limits" | "isLost" | "kinds"
>;

/** Performs tasks when its triggers fire. */
export interface PerformerRole extends Partial<PerformerSettings> {
  readonly executionUrl: string;
  readonly triggers: readonly Trigger[];
}

/** Judges tasks, and takes part in disputes and elections. */
export interface AttesterRole extends Partial<AttesterSettings & Omit<ValidatorSettings, "validationUrl">> {
  readonly validationUrl: string;
  readonly disputes?: Partial<DisputeSettings>;
  readonly elections?: Partial<ElectionSettings>;
}

/** What a node is made of: any combination of roles. */
export interface OperatorConfig {
  /** The suite, seen by the operator's controller. */
  readonly client: MusterClient;
  /** The controller; pays for the transactions, and nothing else should use its nonces. */
  readonly signer: Signer;
  /** Hex, 32 bytes; needed to attest and to witness. It never reaches the log. */
  readonly blsSecretKey?: string | undefined;
  /** Keeps all that must survive a restart. One directory a node. */
  readonly dataDir: string;
  readonly logger: Logger;
  readonly network: NetworkSettings;
  /** Definitions that the node serves; all by default. */
  readonly taskDefinitionIds?: readonly number[] | undefined;
  /** The JSON-RPC interface; none by default. */
  readonly rpc?: RpcSettings | undefined;
  readonly performer?: PerformerRole | undefined;
  readonly attester?: AttesterRole | undefined;
  readonly aggregator?: Partial<AggregatorSettings> | undefined;
  readonly witness?: WitnessRole | undefined;
  /** Claims what tasks owe the operator. */
  readonly claims?: Partial<ClaimSettings> | undefined;
  /** Seals rosters, and voids seats. */
  readonly sealing?: Partial<SealerSettings> | undefined;
  /** Verifies signatures; in a thread of its own by default. */
  readonly bls?: BlsThread | undefined;
  /** Stops the node when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number | undefined;
  /** Unix time in milliseconds. */
  readonly now?: (() => number) | undefined;
}
