/** Where on the chain an event is. */
export interface EventPlace {
  readonly block: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: number;
}
