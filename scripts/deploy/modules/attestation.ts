import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroAddress } from "ethers";

import { GUARDIAN_ROLE, SET_PAUSED, suiteModule } from "./suite.ts";

/**
 * The attestation lifecycle on the ground of the suite: the center with its default pool, what pays for sealing, and
 * the leader elections. Parameters: `poolTerms` of the default pool, and the `prices` of the center (see
 * AttestationCenter.Prices), `sealBountyPerSeat` (wei).
 */
export const attestationModule = buildModule("Attestation", (m) => {
  const suite = m.useModule(suiteModule);
  const { authority, escrow, registry, beacon, reputation, committees } = suite;
  const rules = m.library("DefinitionRules", { after: [committees] });
  const offences = m.library("OffenceRules", { after: [rules] });
  const center = m.contract(
    "AttestationCenter",
    [authority, escrow, registry, committees, m.getParameter("poolTerms"), m.getParameter("prices")],
    { libraries: { DefinitionRules: rules, OffenceRules: offences } },
  );
  const sealBounties = m.contract(
    "SealBounties",
    [authority, escrow, registry, committees, m.getParameter("sealBountyPerSeat")],
    { after: [center] },
  );
  const roundRobinElection = m.contract("RoundRobinElection", [center], { after: [sealBounties] });
  const randomElection = m.contract("RandomElection", [center, committees, beacon, escrow], {
    after: [roundRobinElection],
  });
  const stakeElection = m.contract("PriorityElection", [center, committees, ZeroAddress], {
    id: "StakeElection",
    after: [randomElection],
  });
  const reputationElection = m.contract("PriorityElection", [center, committees, reputation], {
    id: "ReputationElection",
    after: [stakeElection],
  });
  const consensusElection = m.contract("ConsensusElection", [center, committees], { after: [reputationElection] });

  const approval = m.call(registry, "setMarket", [center, true], { id: "approveCenter", after: [consensusElection] });
  const entrance = m.call(registry, "setMarket", [randomElection, true], { id: "approveElection", after: [approval] });
  m.call(authority, "setTargetFunctionRole", [center, [SET_PAUSED], GUARDIAN_ROLE], {
    id: "letGuardianPauseCenter",
    after: [entrance],
  });

  return {
    ...suite,
    center,
    sealBounties,
    roundRobinElection,
    randomElection,
    stakeElection,
    reputationElection,
    consensusElection,
  };
});
