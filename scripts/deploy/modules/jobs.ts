import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroAddress } from "ethers";

import { digitsModule } from "./digits.ts";
import { GUARDIAN_ROLE, SET_PAUSED } from "./suite.ts";

/**
 * The jobs lifecycle on the ground of the suite: templates, and the market with its linked libraries. Parameters:
 * `poolTerms` of the processors' pool, `settings` (see JobSettings in Job.sol), `devices` and `receipts`: who certifies
 * devices, and who knows the receipts of other chains; without them such jobs are refused.
 */
export const jobsModule = buildModule("Jobs", (m) => {
  const suite = m.useModule(digitsModule);
  const { authority, escrow, registry, reputation } = suite;
  const jobTemplates = m.contract("JobTemplates", [], { after: [digitsModule] });

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
        devices: m.getParameter("devices", ZeroAddress),
        receipts: m.getParameter("receipts", ZeroAddress),
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

  return { ...suite, jobTemplates, jobs };
});
