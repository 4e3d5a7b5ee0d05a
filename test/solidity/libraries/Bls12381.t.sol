// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";
import {Assert} from "../helpers/Assert.sol";
import {PlainHashToG1} from "../harness/PlainHashToG1.sol";

/// @title Bls12381Test
/// @notice Hashing by assembly against hashing as the standard has it.
contract Bls12381Test {
    function testFuzz_hashesAsThePlainTwinDoes(bytes32 message, bytes calldata domain) external view {
        bytes memory known = domain.length > 255 ? bytes(domain[:255]) : bytes(domain);
        bytes32 plain = keccak256(PlainHashToG1.hash(abi.encode(message), known));
        Assert.isTrue(keccak256(abi.encodePacked(Bls12381.hashToG1(message, known).limbs)) == plain, "the same point");
    }

    function testFuzz_hashesUnderTheDomainsInUse(bytes32 message) external view {
        bytes memory votes = abi.encodePacked(Bls12381.hashToG1(message, Bls12381.SIGNATURE_DOMAIN).limbs);
        bytes memory proofs = abi.encodePacked(Bls12381.hashToG1(message, Bls12381.POSSESSION_DOMAIN).limbs);
        Assert.isTrue(
            keccak256(votes) == keccak256(PlainHashToG1.hash(abi.encode(message), Bls12381.SIGNATURE_DOMAIN)),
            "the same point"
        );
        Assert.isTrue(
            keccak256(proofs) == keccak256(PlainHashToG1.hash(abi.encode(message), Bls12381.POSSESSION_DOMAIN)),
            "the same point"
        );
        Assert.isTrue(keccak256(votes) != keccak256(proofs), "domains keep apart");
    }
}
