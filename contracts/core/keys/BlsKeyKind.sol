// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyKind} from "../../interfaces/IKeyKind.sol";
import {Bls12381} from "../../libraries/Bls12381.sol";
import {OperatorId} from "../../types/OperatorId.sol";

/// @title BlsKeyKind
/// @notice Attesting keys: points of G2 on BLS12-381, with a proof of possession, without which a key could be made
/// from others' so that their sum is known (a rogue key).
contract BlsKeyKind is IKeyKind {
    /// @inheritdoc IKeyKind
    /// @dev The pairing refuses keys off the curve or outside the subgroup. A proof counts for one controller,
    /// registry and chain, so nobody else can bring the key with it.
    function checkKey(
        OperatorId operator,
        address controller,
        bytes calldata key,
        bytes calldata proof
    ) external view returns (bytes32 keyHash) {
        if (key.length != Bls12381.G2_BYTES) revert KeyKindRefused(operator, key);

        keyHash = keccak256(key);
        bytes32 message = possessionDigest(msg.sender, controller, keyHash);
        if (!Bls12381.isSigned(proof, message, Bls12381.POSSESSION_DOMAIN, Bls12381.unpackG2(key)))
            revert KeyKindRefused(operator, key);
    }

    /// @notice What a proof of possession signs, under POSSESSION_DOMAIN.
    /// @param registry The registry that the key is brought to.
    /// @param controller The operator's account.
    /// @param keyHash keccak256 of the key's 192 bytes.
    function possessionDigest(address registry, address controller, bytes32 keyHash) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, registry, controller, keyHash));
    }
}
