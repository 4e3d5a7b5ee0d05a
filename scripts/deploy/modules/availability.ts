import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { attestationModule } from "./attestation.ts";

/**
 * Data availability, beside the rest of the suite. Parameters: `maxRootAge` (seconds), `resultHash` (an IContentHash;
 * zero address: none).
 */
export const availabilityModule = buildModule("Availability", (m) => {
  const suite = m.useModule(attestationModule);
  const settings = [m.getParameter("maxRootAge"), m.getParameter("resultHash")];
  const availability = m.contract("DataAvailability", settings, { after: [attestationModule] });
  return { ...suite, availability };
});
