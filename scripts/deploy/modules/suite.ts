import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { id } from "ethers";

/** Selector of `setPaused(bool)`. */
export const SET_PAUSED = id("setPaused(bool)").slice(0, 10);

/** Kind of the attesting key; see KeyKinds.sol. */
const BLS_KEY = 0;

/** The role that may pause markets, and nothing else. */
export const GUARDIAN_ROLE = 1n;

/**
 * The suite on a chain that has a VRF coordinator. Account 0 governs at first.
 * Parameters: `coordinator`, `beaconSettings` (see ChainlinkBeacon.Settings), `stakeCurrency` (zero address: native),
 * `unbondingPeriod` (seconds), `treasury`, and `committeeMaxAge` and `committeeGrace` (seconds).
 */
export const suiteModule = buildModule("Muster", (m) => {
  const governor = m.getAccount(0);
  // Each step waits for the one before, so that addresses do not depend on which transaction a node sees first.
  const authority = m.contract("AccessManager", [governor]);
  const escrow = m.contract("Escrow", [], { after: [authority] });
  const registry = m.contract("OperatorRegistry", [
    authority,
    escrow,
    m.getParameter("stakeCurrency"),
    m.getParameter("unbondingPeriod"),
    m.getParameter("treasury", governor),
  ]);
  const beacon = m.contract("ChainlinkBeacon", [
    authority,
    m.getParameter("coordinator"),
    registry,
    escrow,
    m.getParameter("beaconSettings"),
  ]);
  const reputation = m.contract("ReputationLedger", [registry], { after: [beacon] });
  const rules = m.library("DispatchRules", { after: [reputation] });
  const dispatcher = m.contract("Dispatcher", [authority, escrow, registry, beacon, reputation], {
    libraries: { DispatchRules: rules },
  });
  const lens = m.contract("DispatchLens", [dispatcher]);

  const approval = m.call(registry, "setMarket", [dispatcher, true], { after: [lens] });
  const role = m.call(authority, "setTargetFunctionRole", [dispatcher, [SET_PAUSED], GUARDIAN_ROLE], {
    after: [approval],
  });
  const guardian = m.call(authority, "grantRole", [GUARDIAN_ROLE, governor, 0], { after: [role] });

  const blsKeyKind = m.contract("BlsKeyKind", [], { after: [guardian] });
  const known = m.call(registry, "addKeyKind", [BLS_KEY, blsKeyKind]);
  const lifetimes = [m.getParameter("committeeMaxAge"), m.getParameter("committeeGrace")];
  const committees = m.contract("Committees", [registry, ...lifetimes], { after: [known] });

  return { authority, escrow, registry, beacon, reputation, dispatcher, lens, blsKeyKind, committees };
});
