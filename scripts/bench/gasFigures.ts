/** Gas of a transaction by key: `contract.function`, with the case behind it where there are several. */
export type GasFigures = Record<string, number>;
