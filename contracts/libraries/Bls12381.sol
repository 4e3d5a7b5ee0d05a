// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Bls12381
/// @notice BLS12-381 signatures with the signature in G1 and the key in G2, through the precompiles of EIP-2537. Points
/// travel uncompressed and unpadded, limbs of 48 bytes: x | y in G1, x.c0 | x.c1 | y.c0 | y.c1 in G2.
/// @dev Every precompile gets a gas cap, since one that refuses its input burns all it was given. The pairing checks
/// that its points are on the curve and in the subgroup; additions check the curve alone.
library Bls12381 {
    /// @notice A point of G1, padded as the precompiles want it.
    struct G1Point {
        uint256[4] limbs;
    }

    /// @notice A point of G2, padded as the precompiles want it.
    struct G2Point {
        uint256[8] limbs;
    }

    /// @dev Thrown when a precompile that must succeed does not: the chain is not what this library needs.
    error Bls12381PrecompileFailed(uint256 precompile);

    /// @notice Length of a point of G1 as it travels, in bytes.
    uint256 internal constant G1_BYTES = 96;
    /// @notice Length of a point of G2 as it travels, in bytes.
    uint256 internal constant G2_BYTES = 192;
    /// @notice Domain of votes: the ciphersuite of the IETF draft for signatures in G1 with proofs of possession.
    bytes internal constant SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    /// @notice Domain of proofs of possession.
    bytes internal constant POSSESSION_DOMAIN = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    uint256 private constant SHA256 = 0x02;
    uint256 private constant MODEXP = 0x05;
    uint256 private constant G1_ADD = 0x0b;
    /// @notice The precompile that adds points of G2.
    uint256 internal constant G2_ADD = 0x0d;
    uint256 private constant PAIRING = 0x0f;
    uint256 private constant MAP_TO_G1 = 0x10;

    uint256 private constant MODEXP_GAS = 3_000;
    uint256 private constant G1_ADD_GAS = 750;
    /// @notice Gas it gets: twice its price.
    uint256 internal constant G2_ADD_GAS = 1_200;
    uint256 private constant PAIRING_GAS = 150_000;
    uint256 private constant MAP_TO_G1_GAS = 11_000;

    /// @dev The field's prime, upper 16 and lower 32 bytes.
    uint256 private constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 private constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;

    /* POINTS */

    /// @notice Pads a point of G1.
    /// @param point 96 bytes.
    function unpackG1(bytes calldata point) internal pure returns (G1Point memory padded) {
        // Limbs of 48 bytes end on no word; copying them one by one beats shifting.
        assembly ("memory-safe") {
            let limbs := mload(padded)
            calldatacopy(add(limbs, 0x10), point.offset, 0x30)
            calldatacopy(add(limbs, 0x50), add(point.offset, 0x30), 0x30)
        }
    }

    /// @notice Pads a point of G2.
    /// @param point 192 bytes.
    function unpackG2(bytes calldata point) internal pure returns (G2Point memory padded) {
        assembly ("memory-safe") {
            let limbs := mload(padded)
            calldatacopy(add(limbs, 0x10), point.offset, 0x30)
            calldatacopy(add(limbs, 0x50), add(point.offset, 0x30), 0x30)
            calldatacopy(add(limbs, 0x90), add(point.offset, 0x60), 0x30)
            calldatacopy(add(limbs, 0xd0), add(point.offset, 0x90), 0x30)
        }
    }

    /// @notice Pads a point of G2 that lies in memory, into one that is there already.
    /// @param source Where its 192 bytes begin.
    function unpackG2At(uint256 source, G2Point memory padded) internal pure {
        assembly ("memory-safe") {
            let limbs := mload(padded)
            mcopy(add(limbs, 0x10), source, 0x30)
            mcopy(add(limbs, 0x50), add(source, 0x30), 0x30)
            mcopy(add(limbs, 0x90), add(source, 0x60), 0x30)
            mcopy(add(limbs, 0xd0), add(source, 0x90), 0x30)
        }
    }

    /// @notice Writes a padded point of G2 as it travels.
    /// @param target Where its 192 bytes begin; the 16 bytes before are untouched.
    function packG2At(G2Point memory padded, uint256 target) internal pure {
        assembly ("memory-safe") {
            let limbs := mload(padded)
            mcopy(target, add(limbs, 0x10), 0x30)
            mcopy(add(target, 0x30), add(limbs, 0x50), 0x30)
            mcopy(add(target, 0x60), add(limbs, 0x90), 0x30)
            mcopy(add(target, 0x90), add(limbs, 0xd0), 0x30)
        }
    }

    /// @notice Whether a point of G1 is the point at infinity.
    function isInfinity(G1Point memory point) internal pure returns (bool) {
        return point.limbs[0] | point.limbs[1] | point.limbs[2] | point.limbs[3] == 0;
    }

    /// @notice Whether a point of G2 is the point at infinity.
    function isInfinity(G2Point memory point) internal pure returns (bool) {
        uint256[8] memory limbs = point.limbs;
        uint256 first = limbs[0] | limbs[1] | limbs[2] | limbs[3];
        return first | limbs[4] | limbs[5] | limbs[6] | limbs[7] == 0;
    }

    /// @notice Adds a point to a sum of points of G2, in place.
    /// @return isSuccess False when either is not on the curve.
    function addTo(G2Point memory sum, G2Point memory point) internal view returns (bool isSuccess) {
        assembly ("memory-safe") {
            let input := mload(0x40)
            let limbs := mload(sum)
            mcopy(input, limbs, 0x100)
            mcopy(add(input, 0x100), mload(point), 0x100)
            isSuccess := staticcall(G2_ADD_GAS, G2_ADD, input, 0x200, limbs, 0x100)
        }
    }

    /// @notice Negates a point of G2, in place. Infinity stays infinity.
    function negate(G2Point memory point) internal pure {
        (point.limbs[4], point.limbs[5]) = _negated(point.limbs[4], point.limbs[5]);
        (point.limbs[6], point.limbs[7]) = _negated(point.limbs[6], point.limbs[7]);
    }

    /// @dev The prime minus a reduced field element; zero stays zero, since the prime itself is no valid encoding.
    function _negated(uint256 high, uint256 low) private pure returns (uint256, uint256) {
        if (high | low == 0) return (0, 0);
        // The element is below the prime, so only the lower word can borrow.
        unchecked {
            return (P_HIGH - high - (low > P_LOW ? 1 : 0), P_LOW - low);
        }
    }

    /* SIGNATURES */

    /// @notice Whether a signature holds: e(signature, generator) = e(hash(message), key). Infinity never signs, and a
    /// key that is infinity has nobody behind it.
    /// @param signature 96 bytes.
    /// @param message What was signed: always a digest of 32 bytes.
    /// @param domain SIGNATURE_DOMAIN or POSSESSION_DOMAIN.
    function isSigned(
        bytes calldata signature,
        bytes32 message,
        bytes memory domain,
        G2Point memory key
    ) internal view returns (bool) {
        if (signature.length != G1_BYTES) return false;
        G1Point memory point = unpackG1(signature);
        if (isInfinity(point) || isInfinity(key)) return false;
        return _isPairingOne(point, hashToG1(message, domain), key);
    }

    /// @dev e(signature, -generator) * e(hash, key) = 1.
    function _isPairingOne(
        G1Point memory signature,
        G1Point memory hash,
        G2Point memory key
    ) private view returns (bool isOne) {
        assembly ("memory-safe") {
            let input := mload(0x40)
            mcopy(input, mload(signature), 0x80)
            let generator := add(input, 0x80)
            // The negated generator of G2, in the precompile's padding.
            mstore(generator, 0x24aa2b2f08f0a91260805272dc51051)
            mstore(add(generator, 0x20), 0xc6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8)
            mstore(add(generator, 0x40), 0x13e02b6052719f607dacd3a088274f65)
            mstore(add(generator, 0x60), 0x596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e)
            mstore(add(generator, 0x80), 0xd1b3cc2c7027888be51d9ef691d77bc)
            mstore(add(generator, 0xa0), 0xb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa)
            mstore(add(generator, 0xc0), 0x13fa4d4a0ad8b1ce186ed5061789213d)
            mstore(add(generator, 0xe0), 0x993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed)
            mcopy(add(input, 0x180), mload(hash), 0x80)
            mcopy(add(input, 0x200), mload(key), 0x100)
            let isSuccess := staticcall(PAIRING_GAS, PAIRING, input, 0x300, 0, 0x20)
            // Where there is no precompile, a call succeeds and returns nothing.
            isOne := and(and(isSuccess, eq(returndatasize(), 0x20)), eq(mload(0), 1))
        }
    }

    /* HASHING */

    /// @notice Hashes a digest to G1: hash_to_curve of RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
    function hashToG1(bytes32 message, bytes memory domain) internal view returns (G1Point memory point) {
        bytes32[4] memory words = _expand(message, domain);
        G1Point memory first = _mapToG1(words[0], words[1]);
        G1Point memory second = _mapToG1(words[2], words[3]);
        bool isSuccess;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mcopy(input, mload(first), 0x80)
            mcopy(add(input, 0x80), mload(second), 0x80)
            isSuccess := staticcall(G1_ADD_GAS, G1_ADD, input, 0x100, mload(point), 0x80)
        }
        if (!isSuccess) revert Bls12381PrecompileFailed(G1_ADD);
    }

    /// @dev expand_message_xmd of RFC 9380, section 5.3.1, to 128 bytes. In place, because Solidity would copy domain
    /// and padding anew for each of the five hashes.
    function _expand(bytes32 message, bytes memory domain) private view returns (bytes32[4] memory words) {
        bool isSuccess;
        assembly ("memory-safe") {
            let input := mload(0x40)
            let length := mload(domain)
            let suffix := add(input, 0x63)
            // Z_pad (64 bytes) | message | 0x0080 | 0x00 | domain | its length
            calldatacopy(input, calldatasize(), 0x40)
            mstore(add(input, 0x40), message)
            mstore(add(input, 0x60), shl(232, 0x008000))
            mcopy(suffix, add(domain, 0x20), length)
            mstore8(add(suffix, length), length)
            isSuccess := staticcall(gas(), SHA256, input, add(0x64, length), 0, 0x20)

            // Then four times: the first hash, exclusive-or the one before | counter | domain | its length
            let zero := mload(0)
            let chunk := add(input, 0x42)
            let previous := 0
            for {
                let i := 0
            } lt(i, 4) {
                i := add(i, 1)
            } {
                let target := add(words, shl(5, i))
                mstore(chunk, xor(zero, previous))
                mstore8(add(chunk, 0x20), add(i, 1))
                let isHashed := staticcall(gas(), SHA256, chunk, add(0x22, length), target, 0x20)
                isSuccess := and(isSuccess, isHashed)
                previous := mload(target)
            }
        }
        if (!isSuccess) revert Bls12381PrecompileFailed(SHA256);
    }

    /// @dev hash_to_field and map_to_curve for one element: 64 bytes modulo the prime, then the simplified SWU map with
    /// isogeny and cleared cofactor, all of which the precompile does.
    function _mapToG1(bytes32 high, bytes32 low) private view returns (G1Point memory point) {
        bool isReduced;
        bool isMapped;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, 0x40)
            mstore(add(input, 0x20), 1)
            mstore(add(input, 0x40), 0x40)
            mstore(add(input, 0x60), high)
            mstore(add(input, 0x80), low)
            mstore8(add(input, 0xa0), 1)
            mstore(add(input, 0xa1), P_HIGH)
            mstore(add(input, 0xc1), P_LOW)
            isReduced := staticcall(MODEXP_GAS, MODEXP, input, 0xe1, input, 0x40)
            isMapped := staticcall(MAP_TO_G1_GAS, MAP_TO_G1, input, 0x40, mload(point), 0x80)
        }
        if (!isReduced) revert Bls12381PrecompileFailed(MODEXP);
        if (!isMapped) revert Bls12381PrecompileFailed(MAP_TO_G1);
    }
}
