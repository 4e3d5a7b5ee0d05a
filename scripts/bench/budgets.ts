/**
 * The keys of the bench, and the gas each may take: of the transaction, in steady state, in native currency from prepaid
 * credit, without optional parts. The budget of `dispatch.executeCallback` is for our part of it; its figure contains the
 * callee's gas, which the comparison adds to the budget.
 */
export const budgets = {
  "registry.register": 300_000,
  "registry.joinPool": 85_000,
  "registry.leavePool": 75_000,
  "escrow.deposit": 34_000,
  "escrow.withdraw": 38_000,
  "beacon.request": 110_000,
  "beacon.fulfill": 130_000,
  "dispatch.submitTask": 125_000,
  "dispatch.submitResult.first.32B": 103_000,
  "dispatch.submitResult.next.32B": 68_000,
  "dispatch.submitResult.next.1KiB": 92_000,
  "dispatch.submitResult.last.32B": 75_000,
  "dispatch.skipTask": 75_000,
  "dispatch.executeCallback": 97_000,
  "attestation.createNewTaskDefinition": 150_000,
  "attestation.submitTask@3": 240_000,
  "attestation.submitTask@32-10": 255_000,
  "attestation.submitTask@100-33": 285_000,
  "attestation.submitTask@256-85": 365_000,
  "attestation.claim.perTask@32": 12_000,
  "committee.seal.perSeat": 50_000,
  "proofs.verify@1": 192_000,
  "proofs.verify@2": 199_000,
  "proofs.verify@4": 212_000,
  "proofs.verifyBatch.perProof@8": 69_000,
  "proofs.verifyBatch.perProof@32": 54_000,
  "gateway.fulfill": 120_000,
} as const satisfies Record<string, number>;
