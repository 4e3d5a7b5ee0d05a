/** EIP-712 types of what devices and endpoints sign of an execution; as the job market checks it. */
export const OUTPUT_TYPES = {
  ExecutionOutput: [
    { name: "job", type: "bytes32" },
    { name: "slot", type: "uint256" },
    { name: "execution", type: "uint256" },
    { name: "outputHash", type: "bytes32" },
  ],
};
