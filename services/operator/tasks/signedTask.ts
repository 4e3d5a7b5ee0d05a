import { taskIdOf } from "../../../sdk/attestation/taskIdOf.ts";
import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import type { GossipNetwork } from "../gossip/gossipTopic.ts";

/** A task that its performer stands for. */
export interface SignedTask {
  /** The digest that the performer signs, hex. */
  readonly id: string;
  readonly info: TaskInfo;
  /** Hex: EIP-712 by the performer's account, or whatever its contract takes for a signature. */
  readonly signature: string;
}

/** A task under the id that it has in a network. */
export function signedTask(network: GossipNetwork, info: TaskInfo, signature: string): SignedTask {
  return { id: taskIdOf({ ...network, info }), info, signature };
}
