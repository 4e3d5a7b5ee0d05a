import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * A gateway on another chain than the suite's. Account 0 governs it at first, and proposes its first committee.
 * Parameters: `homeChainId` and `market` (where jobs are registered), `maxAge` and `seedDelay` (seconds).
 */
export const gatewayModule = buildModule("Gateway", (m) => {
  const authority = m.contract("AccessManager", [m.getAccount(0)]);
  const gateway = m.contract("DestinationGateway", [
    authority,
    m.getParameter("homeChainId"),
    m.getParameter("market"),
    m.getParameter("maxAge"),
    m.getParameter("seedDelay"),
  ]);
  return { authority, gateway };
});
