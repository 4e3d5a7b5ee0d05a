/** Chunks between two breaths: a few milliseconds of hashing. */
const CHUNKS = 16;

/**
 * Lets others run now and then: hashing megabytes takes seconds, in which a service would not answer.
 *
 * @param index Place of the chunk that was just worked on.
 */
export async function giveWay(index: number): Promise<void> {
  if (index % CHUNKS === CHUNKS - 1) await new Promise<void>((resolve) => setTimeout(resolve));
}
