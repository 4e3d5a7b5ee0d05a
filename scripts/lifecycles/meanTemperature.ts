/**
 * The program of the example task, run by the runners in their sandbox: the mean of all daily means of a weather file,
 * in thousandths of a degree, and the number of its days. It counts in tenths, as the file does: no rounding differs.
 */
export const MEAN_TEMPERATURE = `
function main(input, data) {
  const [head, ...rows] = data.trim().split(/\\r?\\n/).map((line) => line.split(","));
  const columns = input.columns.map((name) => head.indexOf(name));
  if (columns.includes(-1)) throw new Error("the file lacks a column");
  const tenths = (text) => Math.round(Number(text) * 10);
  let sum = 0;
  for (const row of rows) for (const column of columns) sum += tenths(row[column]);
  return [Math.round((sum * 100) / (rows.length * columns.length)), rows.length];
}`;
