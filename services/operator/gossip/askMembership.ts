/** Whether an address is an operator's now. The caller caches it, and answers from the cache while it can. */
export type MembershipTest = (address: string) => Promise<boolean> | boolean;

/** Asks whether an address is an operator's; `undefined` when there is no answer in time. */
export async function askMembership(
  isMember: MembershipTest,
  address: string,
  timeoutMs: number,
): Promise<boolean | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const answer = (async () => isMember(address))().catch(() => undefined);
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
