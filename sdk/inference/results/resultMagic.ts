/** What the bytes of a packed result begin with: "MRB" and the version of the format. */
export const RESULT_MAGIC: Uint8Array = Uint8Array.of(0x4d, 0x52, 0x42, 0x01);
