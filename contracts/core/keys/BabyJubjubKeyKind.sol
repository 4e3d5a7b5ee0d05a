// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyKind} from "../../interfaces/IKeyKind.sol";
import {BabyJubjub} from "../../libraries/BabyJubjub.sol";
import {OperatorId} from "../../types/OperatorId.sol";

/// @title BabyJubjubKeyKind
/// @notice Encryption keys: points of Baby Jubjub, x | y. The proof is the key's eighth, x | y, which shows that the
/// key is in the subgroup: outside it, a shared point would give three bits of the other side's secret away.
/// @dev Nobody proves to know the secret: who brings another's key harms himself, since he cannot read what is
/// encrypted to it.
contract BabyJubjubKeyKind is IKeyKind {
    uint256 private constant POINT_BYTES = 64;

    /// @inheritdoc IKeyKind
    function checkKey(
        OperatorId operator,
        address,
        bytes calldata key,
        bytes calldata proof
    ) external pure returns (bytes32) {
        if (key.length != POINT_BYTES || proof.length != POINT_BYTES) revert KeyKindRefused(operator, key);

        (uint256 x, uint256 y) = abi.decode(key, (uint256, uint256));
        (uint256 eighthX, uint256 eighthY) = abi.decode(proof, (uint256, uint256));
        bool isIdentity = x == 0 && y == 1;
        if (isIdentity || !BabyJubjub.isOnCurve(eighthX, eighthY) || !BabyJubjub.isEightTimes(x, y, eighthX, eighthY))
            revert KeyKindRefused(operator, key);
        return keccak256(key);
    }
}
