import { Gauge, Registry } from "prom-client";

/** One figure, by whatever labels. */
export interface Figure {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric whose figures are read when somebody asks. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly figures: () => readonly Figure[];
}

/** A Prometheus registry of its own, so that two services in one process do not meet. */
export function metricsOf(metrics: readonly Metric[]): Registry {
  const registry = new Registry();
  for (const { name, help, labels = [], figures } of metrics) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry], collect: fill });
    function fill(): void {
      gauge.reset();
      for (const { labels: at = {}, value } of figures()) gauge.set({ ...at }, value);
    }
  }
  return registry;
}
