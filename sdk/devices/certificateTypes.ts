/** EIP-712 types of a device's certificate. */
export const CERTIFICATE_TYPES = {
  DeviceCertificate: [
    { name: "operator", type: "uint32" },
    { name: "certifier", type: "address" },
    { name: "x", type: "bytes32" },
    { name: "y", type: "bytes32" },
    { name: "notBefore", type: "uint40" },
    { name: "expiry", type: "uint40" },
  ],
};
