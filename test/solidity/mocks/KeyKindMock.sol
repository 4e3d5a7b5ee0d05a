// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyKind} from "../../../contracts/interfaces/IKeyKind.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";

/// @notice A kind of key whose proof is the operator's number, ABI-encoded.
contract KeyKindMock is IKeyKind {
    function checkKey(
        OperatorId operator,
        address,
        bytes calldata key,
        bytes calldata proof
    ) external pure returns (bytes32) {
        if (keccak256(proof) != keccak256(abi.encode(operator))) revert KeyKindRefused(operator, key);
        return keccak256(key);
    }
}
