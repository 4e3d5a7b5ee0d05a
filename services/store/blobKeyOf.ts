/** Where a blob is kept: in folders by two letters near the end, as IPFS does. A folder of a million files is slow. */
export function blobKeyOf(cid: string): string {
  return `${cid.slice(-3, -1)}:${cid}`;
}
