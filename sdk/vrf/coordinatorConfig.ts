/**
 * The arguments of `VRFCoordinatorV2_5.setConfig` for a network of our own, in the order of its parameters:
 * `setConfig(...Object.values(coordinatorConfig))`. Until it is called every request reverts.
 */
export const coordinatorConfig = {
  /** Blocks. The fewest a request may ask for; the oracle does the waiting, the coordinator does not enforce it. */
  minimumRequestConfirmations: 3,
  /** Gas. The most a request may ask for its callback. */
  maxGasLimit: 2_500_000,
  /** Seconds. Age at which a LINK price feed counts as stale; unused with native payment. */
  stalenessSeconds: 86_400,
  /** Gas. What the coordinator spends after it has measured, and charges on top. */
  gasAfterPaymentCalculation: 37_185,
  /** Wei per LINK. Must be above zero even where nobody pays in LINK. */
  fallbackWeiPerUnitLink: 4_000_000_000_000_000n,
  /** Millionths of the native coin, flat for each answer. */
  fulfillmentFlatFeeNativePPM: 0,
  /** Millionths of the native coin, taken off the flat fee when LINK pays; at most that fee. */
  fulfillmentFlatFeeLinkDiscountPPM: 0,
  /** Percent on top of the gas cost when the native coin pays; at most 155. */
  nativePremiumPercentage: 60,
  /** Percent on top of the gas cost when LINK pays; at most 155. */
  linkPremiumPercentage: 50,
} as const;
