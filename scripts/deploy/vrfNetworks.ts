/** Chainlink's published VRF v2.5 coordinators, by chain id. Source: https://docs.chain.link/vrf/v2-5/supported-networks */
export const vrfNetworks: Readonly<Record<number, { readonly coordinator: string; readonly keyHash: string }>> = {
  // Sepolia, the 500 gwei key hash.
  11155111: {
    coordinator: "0x9DdfaCa8183c41ad55329BdeeD9F6A8d53168B1B",
    keyHash: "0x787d74caea10b2b357790d5b5247c2f63d1d91572a9846f780606e4d953677ae",
  },
};
