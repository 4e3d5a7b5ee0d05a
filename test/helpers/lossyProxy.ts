import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** How bad the way to a node is. Shares are between 0 and 1. */
export interface LossyProxyParameters {
  /** The port on this machine that connections are passed on to. */
  readonly targetPort: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The share of connections that are refused. */
  readonly refusedShare?: number;
  /** The share of packets that come late, as after TCP has sent them again. */
  readonly lateShare?: number;
  /** Milliseconds by which they come late; 200 by default, the least that TCP waits. */
  readonly lateMs?: number;
  /** The share of packets at which a connection breaks. */
  readonly brokenShare?: number;
  /** Between 0 and 1, below it not 1; `Math.random` by default. */
  readonly random?: () => number;
}

/** A bad way to a node. */
export interface LossyProxy {
  readonly port: number;
  /** What went wrong so far. */
  counts(): { readonly refused: number; readonly late: number; readonly broken: number };
  stop(): Promise<void>;
}

/**
 * Passes TCP connections on and harms some of them. Nothing is left out of a connection that stays open: TCP would not
 * either.
 */
export async function createLossyProxy(parameters: LossyProxyParameters): Promise<LossyProxy> {
  const { targetPort, port = 0, refusedShare = 0, lateShare = 0, lateMs = 200, brokenShare = 0 } = parameters;
  const { random = Math.random } = parameters;
  const counts = { refused: 0, late: 0, broken: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((inside) => {
    if (random() < refusedShare) {
      counts.refused++;
      return inside.resetAndDestroy();
    }
    const outside = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(from);
      from.on("data", (packet) => pass(packet, from, to));
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });

  function pass(packet: Buffer, from: Socket, to: Socket): void {
    const fate = random();
    if (fate < brokenShare) {
      counts.broken++;
      from.resetAndDestroy();
      to.resetAndDestroy();
    } else if (fate < brokenShare + lateShare) {
      counts.late++;
      // Whatever follows has to wait as well.
      from.pause();
      setTimeout(() => {
        to.write(packet);
        from.resume();
      }, lateMs);
    } else if (!to.write(packet)) {
      from.pause();
      to.once("drain", () => from.resume());
    }
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return { port: address.port, counts: () => ({ ...counts }), stop };
}
