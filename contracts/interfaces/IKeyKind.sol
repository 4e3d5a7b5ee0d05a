// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "../types/OperatorId.sol";

/// @title IKeyKind
/// @notice Knows one kind of key: its form, and what proves that an operator may bring it.
interface IKeyKind {
    /// @notice Thrown when a key is malformed or its proof does not hold.
    error KeyKindRefused(OperatorId operator, bytes key);

    /// @notice Checks a key and returns the hash it is known by; reverts when it is refused.
    /// @param operator Who brings the key.
    /// @param controller Its account; a proof of possession is bound to it, to the registry and to the chain. Not to
    /// the operator's number, which nobody knows for certain before it is registered.
    /// @param key The key in the kind's own encoding.
    /// @param proof What proves possession.
    function checkKey(
        OperatorId operator,
        address controller,
        bytes calldata key,
        bytes calldata proof
    ) external view returns (bytes32);
}
