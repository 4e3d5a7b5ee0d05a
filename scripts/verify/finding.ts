/** Something that is not as the chain's own history says it must be. */
export interface Finding {
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** A finding, unless both agree. */
export function compare(subject: string, expected: bigint | string, found: bigint | string): Finding[] {
  const [left, right] = [normalize(expected), normalize(found)];
  return left === right ? [] : [{ subject, expected: left, found: right }];
}

function normalize(value: bigint | string): string {
  return String(value).toLowerCase();
}
