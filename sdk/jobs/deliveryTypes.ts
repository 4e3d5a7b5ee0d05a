/** EIP-712 types of a delivery to a web endpoint; it names the endpoint, so that nobody can pass it on to another. */
export const DELIVERY_TYPES = {
  Delivery: [
    { name: "job", type: "bytes32" },
    { name: "slot", type: "uint256" },
    { name: "execution", type: "uint256" },
    { name: "outputHash", type: "bytes32" },
    { name: "endpoint", type: "string" },
  ],
};
