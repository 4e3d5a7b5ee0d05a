import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractCallFuture } from "@nomicfoundation/ignition-core";

import { availabilityModule } from "./availability.ts";
import { GUARDIAN_ROLE, SET_PAUSED } from "./suite.ts";

/** Kind of the encryption key; see KeyKinds.sol. */
const ENCRYPTION_KEY = 1;

/** The first classes of graphics cards, in the order of their numbers; VRAM in gigabytes. Governance adds others. */
const GPUS = [
  { name: "CPU", vram: 4 },
  { name: "RTX 3060", vram: 12 },
  { name: "RTX 4090", vram: 24 },
];

/**
 * The inference lifecycle on the ground of the suite: verifiers, the market with its linked libraries, and its lens.
 * Parameters: `poolTerms` of the nodes' pool, `periods` and `sampling` (see InferenceSettings.sol).
 */
export const inferenceModule = buildModule("Inference", (m) => {
  const suite = m.useModule(availabilityModule);
  const { authority, escrow, registry, beacon, reputation, availability } = suite;
  const vrf = m.contract("EcVrf", [], { after: [availabilityModule] });
  const proofs = m.contract("Groth16Verifier", [], { after: [vrf] });
  const encryptionKeyKind = m.contract("BabyJubjubKeyKind", [], { after: [proofs] });
  const known = m.call(registry, "addKeyKind", [ENCRYPTION_KEY, encryptionKeyKind], { id: "addEncryptionKey" });

  const NodeDesk = m.library("NodeDesk", { after: [known] });
  const DrawDesk = m.library("DrawDesk", { after: [NodeDesk] });
  const onNodes = { libraries: { NodeDesk } };
  const TaskDesk = m.library("TaskDesk", { ...onNodes, after: [DrawDesk] });
  const SamplingDesk = m.library("SamplingDesk", { ...onNodes, after: [TaskDesk] });
  const GroupDesk = m.library("GroupDesk", { ...onNodes, after: [SamplingDesk] });
  const UploadDesk = m.library("UploadDesk", { ...onNodes, after: [GroupDesk] });

  const inference = m.contract(
    "InferenceMarket",
    [
      authority,
      { escrow, registry, beacon, reputation, availability, vrf, proofs },
      m.getParameter("poolTerms"),
      m.getParameter("periods"),
      m.getParameter("sampling"),
    ],
    { libraries: { NodeDesk, DrawDesk, TaskDesk, SamplingDesk, GroupDesk, UploadDesk }, after: [UploadDesk] },
  );
  const inferenceLens = m.contract("InferenceLens", [inference, registry]);

  const approval = m.call(registry, "setMarket", [inference, true], { id: "approveInference", after: [inferenceLens] });
  const role = m.call(authority, "setTargetFunctionRole", [inference, [SET_PAUSED], GUARDIAN_ROLE], {
    id: "letGuardianPauseInference",
    after: [approval],
  });
  const steps: ContractCallFuture<string, string>[] = [role];
  GPUS.forEach(({ name, vram }, index) => {
    steps.push(m.call(inference, "addGpu", [name, vram], { id: `addGpu${index}`, after: steps.slice(-1) }));
  });

  return { ...suite, vrf, proofs, encryptionKeyKind, inference, inferenceLens };
});
