/** Tells of something that took no transaction. */
export function printNote(text: string): void {
  console.log(`  ${text}`);
}
