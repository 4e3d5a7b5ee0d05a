import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * Chainlink's own coordinator for a chain that has none: its blockhash store, one proving key, and its configuration.
 * Parameters: `publicKey` (the oracle's point, two words) and `maxGasPrice` (the key's gas lane, in wei).
 * No LINK token and no price feed are needed, since requests are paid in native coin.
 */
export const vrfCoordinatorModule = buildModule("VrfCoordinator", (m) => {
  const blockhashStore = m.contract("BlockhashStore");
  const coordinator = m.contract("VRFCoordinatorV2_5", [blockhashStore]);
  const key = m.call(coordinator, "registerProvingKey", [m.getParameter("publicKey"), m.getParameter("maxGasPrice")]);
  // minimum confirmations, max callback gas, LINK feed staleness (s), gas after payment, fallback wei per LINK,
  // flat fees and premiums; only the last (native premium, %) counts here.
  m.call(coordinator, "setConfig", [3, 2_500_000, 86_400, 37_185, 4_000_000_000_000_000n, 0, 0, 60, 50], {
    after: [key],
  });
  return { blockhashStore, coordinator };
});
