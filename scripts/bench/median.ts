/**
 * The middle value; of an even count the lower of the two, so that it is one that occurred.
 *
 * @throws {Error} when there is no value.
 */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("No value has a median.");
  return middle;
}
