import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { digitsModule } from "./digits.ts";
import { GUARDIAN_ROLE, SET_PAUSED } from "./suite.ts";

/**
 * The jobs lifecycle on the ground of the suite: templates, certified devices, the pool of witnesses, the receipts of
 * other chains that they sign, and the market with its linked libraries. Parameters: `poolTerms` of the processors' pool,
 * `settings` (see JobSettings in Job.sol), and of the witnesses `witnessTerms`, `witnessReporterBps` and
 * `witnessLiability` (seconds).
 */
export const jobsModule = buildModule("Jobs", (m) => {
  const suite = m.useModule(digitsModule);
  const { authority, escrow, registry, reputation, committees } = suite;
  const devices = m.contract("DeviceAttestation", [authority], { after: [digitsModule] });
  const witnesses = m.contract(
    "Witnesses",
    [
      registry,
      committees,
      m.getParameter("witnessTerms"),
      m.getParameter("witnessReporterBps"),
      m.getParameter("witnessLiability"),
    ],
    { after: [devices] },
  );
  const witnessPool = m.staticCall(witnesses, "pool");
  const receipts = m.contract("ReceiptRoots", [committees, witnessPool], { after: [witnesses] });
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
  const slashing = m.call(registry, "setMarket", [witnesses, true], { id: "approveWitnesses", after: [approval] });
  m.call(authority, "setTargetFunctionRole", [jobs, [SET_PAUSED], GUARDIAN_ROLE], {
    id: "letGuardianPauseJobs",
    after: [slashing],
  });

  return { ...suite, devices, witnesses, receipts, jobTemplates, jobs };
});
