// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BabyJubjub
/// @notice The twisted Edwards curve a·x² + y² = 1 + d·x²·y² over BN254's scalar field, of order eight times a prime.
/// Circuits over BN254 multiply its points cheaply.
library BabyJubjub {
    /// @notice Order of the field of coordinates.
    uint256 internal constant P = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 private constant A = 168700;
    uint256 private constant D = 168696;

    /// @notice Whether coordinates are below the field's order and on the curve.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;

        uint256 xx = mulmod(x, x, P);
        uint256 yy = mulmod(y, y, P);
        return addmod(mulmod(A, xx, P), yy, P) == addmod(1, mulmod(D, mulmod(xx, yy, P), P), P);
    }

    /// @notice Whether a point is eight times another one of the curve, and so in the subgroup of prime order.
    /// @param x Of the point; below the field's order, which the comparison needs, and so is y.
    /// @param eighthX Of the other, which must be on the curve.
    function isEightTimes(uint256 x, uint256 y, uint256 eighthX, uint256 eighthY) internal pure returns (bool) {
        if (x >= P || y >= P) return false;

        (uint256 px, uint256 py, uint256 pz) = (eighthX, eighthY, 1);
        for (uint256 i = 0; i < 3; ++i) (px, py, pz) = _double(px, py, pz);
        // The curve's addition is complete, so pz is not zero.
        return px == mulmod(x, pz, P) && py == mulmod(y, pz, P);
    }

    /// @dev In projective coordinates, which need no inverse: dbl-2008-bbjlp.
    function _double(uint256 x, uint256 y, uint256 z) private pure returns (uint256, uint256, uint256) {
        uint256 sum = addmod(x, y, P);
        uint256 b = mulmod(sum, sum, P);
        uint256 c = mulmod(x, x, P);
        uint256 d = mulmod(y, y, P);
        uint256 e = mulmod(A, c, P);
        uint256 f = addmod(e, d, P);
        uint256 j = addmod(f, P - mulmod(2, mulmod(z, z, P), P), P);
        uint256 k = addmod(b, P - addmod(c, d, P), P);
        return (mulmod(k, j, P), mulmod(f, addmod(e, P - d, P), P), mulmod(f, j, P));
    }
}
