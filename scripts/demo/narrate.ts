import { formatEther } from "ethers";

/** Says what happens, in columns that people can read. */
export interface Narrator {
  title(text: string): void;
  say(text: string): void;
  step(text: string, gas?: bigint): void;
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
}

/** A narrator on standard output. */
export function createNarrator(): Narrator {
  const started = Date.now();
  const clock = (): string => `${((Date.now() - started) / 1000).toFixed(1).padStart(6)}s`;

  return {
    title: (text) => console.log(`\n${text}\n${"─".repeat(text.length)}`),
    say: (text) => console.log(`${clock()}  ${text}`),
    step: (text, gas) =>
      console.log(`${clock()}  ${text}${gas === undefined ? "" : `  [${gas.toLocaleString("en")} gas]`}`),
    table: (head, rows) => {
      const widths = head.map((cell, column) =>
        Math.max(cell.length, ...rows.map((row) => (row[column] ?? "").length)),
      );
      const line = (cells: readonly string[]): string =>
        cells
          .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
          .join("  ");
      console.log(`\n${line(head)}\n${widths.map((width) => "─".repeat(width)).join("  ")}`);
      for (const row of rows) console.log(line(row));
    },
  };
}

/** Wei as ether, to the unit. */
export function ether(wei: bigint): string {
  return formatEther(wei);
}
