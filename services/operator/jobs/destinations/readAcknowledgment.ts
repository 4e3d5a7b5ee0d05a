/**
 * The signature in an endpoint's answer, which is JSON with a field `signature`.
 *
 * @returns Hex; nothing when the answer has none.
 */
export function readAcknowledgment(body: Uint8Array): string | undefined {
  try {
    const { signature } = JSON.parse(Buffer.from(body).toString()) as { signature?: unknown };
    return typeof signature === "string" ? signature : undefined;
  } catch {
    return undefined;
  }
}
