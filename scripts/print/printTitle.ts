/** Opens a part of what a script tells. */
export function printTitle(text: string): void {
  console.log(`\n${text}`);
}
