/** The EIP-712 type of a task. */
export const TASK_TYPES = {
  Task: [
    { name: "proofOfTask", type: "string" },
    { name: "data", type: "bytes" },
    { name: "taskPerformer", type: "address" },
    { name: "taskDefinitionId", type: "uint16" },
  ],
};
