/** Whether a number fits Solidity's `uint256`. */
export function isWord(value: bigint): boolean {
  return value >= 0n && value < 1n << 256n;
}
