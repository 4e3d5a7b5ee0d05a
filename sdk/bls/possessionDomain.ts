/** Domain under which possession of a secret key is proven. */
export const POSSESSION_DOMAIN = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
