import type { Registry } from "prom-client";

import type { TickerHealth } from "../createTicker.ts";
import type { ProcessService } from "../runProcess.ts";

/** A part of the daemon, with its figures. */
export interface DaemonPart {
  readonly service: ProcessService;
  readonly metrics: Registry;
}

/** The parts as one service: it is as well as the least of them. */
export function combineServices(parts: readonly DaemonPart[], merge: (of: Registry[]) => Registry): DaemonPart {
  const services = parts.map(({ service }) => service);

  async function start(): Promise<void> {
    await Promise.all(services.map((service) => service.start()));
  }

  async function stop(): Promise<void> {
    await Promise.all(services.map((service) => service.stop()));
  }

  function health(): TickerHealth {
    const states = services.map((service) => service.health());
    const heads = states.flatMap(({ head }) => head ?? []);
    return {
      ...Object.assign({}, ...states),
      isRunning: states.every(({ isRunning }) => isRunning),
      isReady: states.every(({ isReady }) => isReady),
      head: heads.length < states.length ? undefined : Math.min(...heads),
      failuresInRow: Math.max(...states.map(({ failuresInRow }) => failuresInRow)),
    } as TickerHealth;
  }

  return { service: { start, stop, health }, metrics: merge(parts.map(({ metrics }) => metrics)) };
}
