/** Domain under which votes are signed: the IETF ciphersuite for signatures in G1 with proofs of possession. */
export const SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
