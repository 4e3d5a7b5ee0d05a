import type { Ground } from "./ground.ts";
import type { Narrator } from "./narrate.ts";

/** How a lifecycle is played. */
export interface PlayOptions {
  /** Shuffles the cast. */
  readonly seed: string;
  /** Every story, and not the short one alone. */
  readonly isAll: boolean;
}

/** What the closing table needs to know of a lifecycle. */
export interface Played {
  /** ERC-20s in which money moved. */
  readonly tokens: readonly string[];
}

/** Plays a lifecycle's stories on the ground, and throws when one does not end as it must. */
export type PlayLifecycle = (ground: Ground, narrator: Narrator, options: PlayOptions) => Promise<Played>;
