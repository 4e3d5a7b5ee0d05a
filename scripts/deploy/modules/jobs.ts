import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { digitsModule } from "./digits.ts";
import { GUARDIAN_ROLE, SET_PAUSED } from "./suite.ts";

/**
 * The jobs lifecycle on the ground of the suite: templates, certified devices, the receipts of other chains, whose
 * witnesses are the attestation center's pool, and the market with its linked libraries. Parameters: `poolTerms` of the
 * processors' pool, and `settings` (see JobSettings in Job.sol).
 */
export const jobsModule = buildModule("Jobs", (m) => {
  const suite = m.useModule(digitsModule);
  const { authority, escrow, registry, reputation, committees, center } = suite;
  const devices = m.contract("DeviceAttestation", [authority], { after: [digitsModule] });
  const witnesses = m.staticCall(center, "defaultPool", [], 0, { after: [devices] });
  const receipts = m.contract("ReceiptRoots", [committees, witnesses], { after: [devices] });
  const jobTemplates = m.contract("JobTemplates", [], { after: [receipts] });

  const JobRules = m.library("JobRules", { after: [jobTemplates] });
  const MatchDesk = m.library("MatchDesk", { after: [JobRules] });
  const Penalties = m.library("Penalties", { after: [MatchDesk] });
  const MajorityDesk = m.library("MajorityDesk", { after: [Penalties] });
  const onPenalties = { libraries: { Penalties } };
  const AssignmentDesk = m.library("AssignmentDesk", { ...onPenalties, after: [MajorityDesk] });
  const SettlementDesk = m.library("SettlementDesk", { ...onPenalties, after: [AssignmentDesk] });
  const ReportDesk = m.library("ReportDesk", { libraries: { Penalties, MajorityDesk }, after: [SettlementDesk] });

  const jobs = m.contract(
    "JobMarket",
    [
      authority,
      {
        escrow,
        registry,
        reputation,
        devices,
        receipts,
        templates: jobTemplates,
      },
      m.getParameter("poolTerms"),
      m.getParameter("settings"),
    ],
    { libraries: { JobRules, MatchDesk, AssignmentDesk, ReportDesk, SettlementDesk }, after: [ReportDesk] },
  );

  const approval = m.call(registry, "setMarket", [jobs, true], { id: "approveJobs", after: [jobs] });
  m.call(authority, "setTargetFunctionRole", [jobs, [SET_PAUSED], GUARDIAN_ROLE], {
    id: "letGuardianPauseJobs",
    after: [approval],
  });

  return { ...suite, devices, receipts, jobTemplates, jobs };
});
