/** Order of BN254's scalar field, over which circuits count and Baby Jubjub is defined. */
export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
