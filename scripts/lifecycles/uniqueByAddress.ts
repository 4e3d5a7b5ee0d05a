/** Each account once: a network may have fewer than a lifecycle has parts. */
export function uniqueByAddress<Item extends { readonly address: string }>(items: readonly Item[]): Item[] {
  return items.filter(({ address }, index) => items.findIndex((item) => item.address === address) === index);
}
