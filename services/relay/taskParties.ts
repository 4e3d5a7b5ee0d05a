/** The parties to a task. */
export interface TaskParties {
  /** Who uploads its parameters. */
  readonly creator: string;
  /** Who uploads its result and the opening of its score; `undefined` until somebody is selected. */
  readonly node: string | undefined;
  /** Publishers that the task accepts; `undefined` where it accepts any. */
  readonly publishers?: readonly string[];
}

/** Knows the tasks of one market. */
export interface TaskPartiesReader {
  /**
   * `undefined` for a task that does not exist, or is over.
   *
   * @throws whatever the chain cannot be asked with.
   */
  partiesOf(taskId: string): Promise<TaskParties | undefined>;
}
