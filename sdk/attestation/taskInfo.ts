/** A task as its performer signs it; as `TaskInfo` on-chain. */
export interface TaskInfo {
  /** Whatever attesters need to verify that the task was performed as expected. */
  readonly proofOfTask: string;
  /** What the consensus is about, or a reference to it. Hex. */
  readonly data: string;
  /** Controller of the operator that performed it. */
  readonly taskPerformer: string;
  readonly taskDefinitionId: number;
}
