// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BabyJubjub
/// @notice The twisted Edwards curve a·x² + y² = 1 + d·x²·y² over the scalar field of BN254 (EIP-2494), in which
/// circuits count.
library BabyJubjub {
    /// @dev A point in projective coordinates: x = X/Z, y = Y/Z.
    struct Projective {
        uint256 x;
        uint256 y;
        uint256 z;
    }

    /// @notice The field's order.
    uint256 internal constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 private constant A = 168_700;
    uint256 private constant D = 168_696;

    /// @notice Whether a point is a key: eight times a point of the curve, and not the neutral one. Eight is the
    /// cofactor, so it is of prime order.
    /// @param key The key.
    /// @param eighth A point of which it is eight times.
    function isKey(uint256[2] calldata key, uint256[2] calldata eighth) internal pure returns (bool) {
        if (key[0] >= FIELD || key[1] >= FIELD || !isOnCurve(eighth[0], eighth[1])) return false;
        Projective memory point = _double(_double(_double(Projective(eighth[0], eighth[1], 1))));
        bool isEightfold = mulmod(key[0], point.z, FIELD) == point.x && mulmod(key[1], point.z, FIELD) == point.y;
        return isEightfold && key[0] != 0;
    }

    /// @notice Whether coordinates are those of a point on the curve.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= FIELD || y >= FIELD) return false;
        uint256 xx = mulmod(x, x, FIELD);
        uint256 yy = mulmod(y, y, FIELD);
        uint256 left = addmod(mulmod(A, xx, FIELD), yy, FIELD);
        return left == addmod(1, mulmod(D, mulmod(xx, yy, FIELD), FIELD), FIELD);
    }

    /// @dev "dbl-2008-bbjlp" of Bernstein, Birkner, Joye, Lange and Peters, which needs no inverse.
    function _double(Projective memory point) private pure returns (Projective memory twice) {
        uint256 sum = addmod(point.x, point.y, FIELD);
        uint256 c = mulmod(point.x, point.x, FIELD);
        uint256 d = mulmod(point.y, point.y, FIELD);
        uint256 e = mulmod(A, c, FIELD);
        uint256 f = addmod(e, d, FIELD);
        uint256 j = _subtract(f, mulmod(2, mulmod(point.z, point.z, FIELD), FIELD));
        twice.x = mulmod(_subtract(mulmod(sum, sum, FIELD), addmod(c, d, FIELD)), j, FIELD);
        twice.y = mulmod(f, _subtract(e, d), FIELD);
        twice.z = mulmod(f, j, FIELD);
    }

    function _subtract(uint256 left, uint256 right) private pure returns (uint256) {
        return addmod(left, FIELD - right, FIELD);
    }
}
