/**
 * Ends the threads on which proofs were made. snarkjs keeps them in a global, and with them the process alive; the next
 * proof starts new ones.
 */
export async function endProving(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
}
