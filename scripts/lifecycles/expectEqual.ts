/** Says what is not as it must be; the script then ends with code 1, when it is through. */
export function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  console.error(`OFF: ${what} is ${String(found)}, not ${String(expected)}`);
  process.exitCode = 1;
}
