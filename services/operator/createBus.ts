import type { Gossip } from "./gossip/createGossip.ts";
import type { Logger } from "../logger.ts";

/** A message, whoever it is of. */
export interface BusMessage {
  /** The operator's controller address, checksummed. */
  readonly sender: string;
  readonly payload: Uint8Array;
}

/** Hears one kind of message. What it throws goes to the log. */
export type BusHandler = (message: BusMessage) => Promise<void> | void;

/** What the parts of a node say and hear: each other's messages, and the network's. */
export interface Bus {
  /**
   * Tells the node's own parts, then the network.
   *
   * @returns How many peers were told.
   * @throws {GossipRefusedError} when the network is not told.
   */
  publish(kind: string, payload: Uint8Array): Promise<number>;
  onMessage(kind: string, handler: BusHandler): void;
}

/** What a bus is made of. */
export interface CreateBusParameters {
  readonly gossip: Pick<Gossip, "publish" | "onMessage">;
  /** Our own controller address, checksummed. */
  readonly self: () => string;
  readonly logger: Logger;
}

/** Creates the bus of a node: the network does not bring back one's own messages. */
export function createBus({ gossip, self, logger }: CreateBusParameters): Bus {
  const handlers = new Map<string, BusHandler[]>();

  async function publish(kind: string, payload: Uint8Array): Promise<number> {
    for (const handler of handlers.get(kind) ?? []) void deliver(kind, handler, { sender: self(), payload });
    return (await gossip.publish(kind, payload)).heardBy.length;
  }

  function onMessage(kind: string, handler: BusHandler): void {
    const those = handlers.get(kind) ?? [];
    those.push(handler);
    handlers.set(kind, those);
    gossip.onMessage(kind, ({ sender, payload }) => deliver(kind, handler, { sender, payload }));
  }

  async function deliver(kind: string, handler: BusHandler, message: BusMessage): Promise<void> {
    try {
      await handler(message);
    } catch (error) {
      const fields = { event: "handlerFailed", kind, sender: message.sender, reason: String(error) };
      logger.error(fields, "Could not handle a message");
    }
  }

  return { publish, onMessage };
}
