/** Says whether an account may enter at a block; a function of the chain alone, so that everybody finds the same. */
export type AccessPredicate = (account: string, block: bigint) => Promise<boolean>;
