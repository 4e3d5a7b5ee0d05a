import type { TickerHealth } from "./createTicker.ts";
import type { Metric } from "./metricsOf.ts";

/** The figures that every service has. */
export function healthMetrics(prefix: string, health: () => TickerHealth & { openTasks: number }): Metric[] {
  const one = (value: () => number) => () => [{ value: value() }];
  return [
    { name: `${prefix}_head`, help: "Newest block worked through", figures: one(() => health().head ?? 0) },
    { name: `${prefix}_ready`, help: "1 once ready", figures: one(() => Number(health().isReady)) },
    { name: `${prefix}_failures`, help: "Failed looks in a row", figures: one(() => health().failuresInRow) },
    { name: `${prefix}_open_tasks`, help: "Tasks that are not over", figures: one(() => health().openTasks) },
  ];
}
