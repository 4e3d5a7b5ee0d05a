/** Development key of the local VRF oracle. Everybody knows it: for chains of your own only. */
const LOCAL_VRF_KEY = "0x6d75737465722d6c6f63616c2d7672662d6b6579";

/** The secret key behind a VRF coordinator of one's own: MUSTER_VRF_KEY, or the development key. */
export function localVrfKey(): bigint {
  return BigInt(process.env.MUSTER_VRF_KEY ?? LOCAL_VRF_KEY);
}
