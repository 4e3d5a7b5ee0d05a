/** What offences cost operators who accepted it; as `SlashingTerms` on-chain. A share of 0 switches its offence off. */
export interface SlashingTerms {
  /** For two contradicting votes in one phase on one task. */
  readonly doubleAttestationBps: number;
  /** For a vote on the losing side of an overturned task that was not corrected. */
  readonly incorrectAttestationBps: number;
  /** For performing a task that was rejected, or approved and overturned. */
  readonly rejectedPerformerBps: number;
  /** Share of a slash for who reported it; below half. */
  readonly reporterBps: number;
  /** Whether a double attestation jails as well. */
  readonly jails: boolean;
}
