import { BaseError } from "../errors/baseError.ts";

/** What can be wrong with a point; `identity` is the point at infinity. */
export type BlsPointFault = "length" | "coordinate" | "offCurve" | "outsideSubgroup" | "identity";

const WORDS: Readonly<Record<BlsPointFault, string>> = {
  length: "does not have its length",
  coordinate: "has a coordinate that is no field element",
  offCurve: "is not on the curve",
  outsideSubgroup: "is not in the subgroup",
  identity: "is the point at infinity",
};

/** Thrown when a BLS signature (G1) or public key (G2) is none. */
export class BlsPointInvalidError extends BaseError {
  readonly group: "G1" | "G2";
  readonly fault: BlsPointFault;

  constructor(group: "G1" | "G2", fault: BlsPointFault) {
    super("BLS_POINT_INVALID", `A point of ${group} ${WORDS[fault]}.`);
    this.group = group;
    this.fault = fault;
  }
}
