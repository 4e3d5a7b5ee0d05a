/** A column: its title, and whether its cells are numbers and stand to the right. */
export interface TableColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** Rows under titles, padded to the widest cell of each column; titles that are all empty are left out. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, index) => Math.max(...[titles, ...rows].map((row) => (row[index] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ isNumber }, index) => {
        const [cell, width] = [cells[index] ?? "", widths[index] ?? 0];
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();

  const head = titles.some((title) => title !== "")
    ? [line(titles), widths.map((width) => "─".repeat(width)).join("  ")]
    : [];
  return [...head, ...rows.map((row) => line(row))].join("\n");
}
