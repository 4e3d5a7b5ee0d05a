/** An event of the InferenceMarket about a task. Its fields are those of the contract's event, one to one. */
export interface InferenceEvent {
  readonly name: string;
  /** The task's id. */
  readonly id: string;
  readonly block: number;
  readonly transactionHash: string;
  readonly logIndex: number;
  readonly fields: Readonly<Record<string, unknown>>;
}
