/** Splits `key/N` into the key and the size it was measured at; a plain key has no size. */
export function splitScalePoint(point: string): { readonly key: string; readonly size: number | undefined } {
  const [key = "", size] = point.split("/");
  return { key, size: size === undefined ? undefined : Number(size) };
}
