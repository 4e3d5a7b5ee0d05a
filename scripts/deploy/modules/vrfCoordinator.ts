import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { coordinatorConfig } from "../../../sdk/vrf/coordinatorConfig.ts";

/**
 * Chainlink's own coordinator, for a chain that has none: its blockhash store, one proving key, and its configuration.
 * Parameters: `publicKey` (the oracle's point, two words) and `maxGasPrice` (the key's gas lane, in wei).
 * No LINK token and no price feed are needed, since requests are paid in native coin.
 */
export const vrfCoordinatorModule = buildModule("VrfCoordinator", (m) => {
  const blockhashStore = m.contract("BlockhashStore");
  const coordinator = m.contract("VRFCoordinatorV2_5", [blockhashStore]);
  const key = m.call(coordinator, "registerProvingKey", [m.getParameter("publicKey"), m.getParameter("maxGasPrice")]);
  m.call(coordinator, "setConfig", Object.values(coordinatorConfig), { after: [key] });
  return { blockhashStore, coordinator };
});
