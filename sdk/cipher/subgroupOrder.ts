import { babyjubjub } from "@noble/curves/misc.js";

/** Order of Baby Jubjub's subgroup, below which secrets are. */
export const SUBGROUP_ORDER = babyjubjub.Point.CURVE().n;
