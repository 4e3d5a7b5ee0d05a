/** A runner's claim to a position; as `SeatClaim` on-chain. */
export interface SeatClaim {
  /** Place in the drawn order, from 0. */
  readonly position: number;
  /** 0, or the version at which the seat's record that held at submission was closed. */
  readonly hint: number;
}
