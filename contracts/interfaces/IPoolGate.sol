// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title IPoolGate
/// @notice Decides who may join a pool.
interface IPoolGate {
    /// @notice Whether an operator may join.
    /// @param pool The pool it wants to join.
    /// @param operator The operator.
    /// @param controller The account behind the operator.
    /// @param data What the operator brings to be let in.
    function canJoin(
        PoolId pool,
        OperatorId operator,
        address controller,
        bytes calldata data
    ) external view returns (bool);
}
