import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";

/** What goes into a request to an Execution Service. */
export type TaskInput = Readonly<Record<string, JsonValue>>;

/** A reason to perform a task. */
export interface Firing {
  /** One among the trigger's; the same firing is never acted on twice. */
  readonly key: string;
  readonly input: TaskInput;
  /** The block by which the performer is elected; the next one by default. */
  readonly block?: number;
}

/** A look at what a trigger watches. */
export interface TriggerLook {
  /** The newest block. */
  readonly head: number;
  /** Unix time in milliseconds. */
  readonly now: number;
  /** What the last look returned, after a restart too. */
  readonly cursor: string | undefined;
  /** Firings that can be acted on at once. */
  readonly free: number;
  readonly signal: AbortSignal;
}

/** What a look has found. */
export interface TriggerFindings {
  readonly firings: readonly Firing[];
  /** Where the next look begins; it is kept together with the firings. */
  readonly cursor: string | undefined;
}

/** Says when a task is to be performed. */
export interface Trigger {
  /** One among the node's; it must stay the same, since cursors are kept under it. */
  readonly name: string;
  readonly taskDefinitionId: number;
  /** Whose turn it is, where the definition does not enforce an election of its own. */
  readonly election?: string | undefined;
  look(look: TriggerLook): Promise<TriggerFindings>;
  /** Its firings are on the disk of whoever acts on them. */
  kept?(keys: readonly string[]): Promise<void>;
  /** The node has stopped. */
  close?(): Promise<void>;
}

/** What all triggers are told. */
export interface TriggerOptions {
  readonly name: string;
  readonly taskDefinitionId: number;
  readonly election?: string | undefined;
}
