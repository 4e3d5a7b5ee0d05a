/** An affine point of secp256k1, as Solidity's `uint256[2]`: field elements x and y. */
export type CurvePoint = readonly [x: bigint, y: bigint];
