// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";
import {PlainHashToG1} from "./PlainHashToG1.sol";

/// @title Bls12381Harness
/// @notice Opens the library to tests.
contract Bls12381Harness {
    using Bls12381 for Bls12381.G2Point;

    /// @notice Hashes a digest to G1; padded as the precompiles want it.
    function hashToG1(bytes32 message, bytes calldata domain) external view returns (uint256[4] memory) {
        return Bls12381.hashToG1(message, domain).limbs;
    }

    /// @notice The same of a message of any length, by the twin without assembly.
    function plainHashToG1(bytes calldata message, bytes calldata domain) external view returns (bytes memory) {
        return PlainHashToG1.hash(message, domain);
    }

    /// @notice Whether a signature holds, and the gas that asking took.
    function isSigned(
        bytes calldata signature,
        bytes32 message,
        bytes calldata domain,
        bytes calldata key
    ) external view returns (bool answer, uint256 used) {
        bytes memory copied = domain;
        Bls12381.G2Point memory point = Bls12381.unpackG2(key);
        used = gasleft();
        answer = Bls12381.isSigned(signature, message, copied, point);
        used -= gasleft();
    }

    /// @notice Adds up keys; whether all could be, and the gas that each took.
    function sum(bytes[] calldata keys) external view returns (bool isSuccess, bytes memory packed, uint256 used) {
        Bls12381.G2Point memory total;
        isSuccess = true;
        for (uint256 i; i < keys.length; ++i) {
            Bls12381.G2Point memory key = Bls12381.unpackG2(keys[i]);
            uint256 before = gasleft();
            if (!total.addTo(key)) isSuccess = false;
            used += before - gasleft();
        }
        return (isSuccess, _pack(total), used);
    }

    /// @notice The opposite of a key.
    function negate(bytes calldata key) external pure returns (bytes memory) {
        Bls12381.G2Point memory point = Bls12381.unpackG2(key);
        point.negate();
        return _pack(point);
    }

    /// @notice Whether points are at infinity.
    function areInfinity(bytes calldata g1, bytes calldata g2) external pure returns (bool, bool) {
        return (Bls12381.isInfinity(Bls12381.unpackG1(g1)), Bls12381.unpackG2(g2).isInfinity());
    }

    /// @notice The domains that are in use.
    function domains() external pure returns (bytes memory signature, bytes memory possession) {
        return (Bls12381.SIGNATURE_DOMAIN, Bls12381.POSSESSION_DOMAIN);
    }

    function _pack(Bls12381.G2Point memory point) private pure returns (bytes memory packed) {
        packed = new bytes(Bls12381.G2_BYTES);
        uint256 target;
        assembly ("memory-safe") {
            target := add(packed, 0x20)
        }
        point.packG2At(target);
    }
}
