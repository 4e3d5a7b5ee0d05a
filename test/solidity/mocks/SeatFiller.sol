// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorKey} from "../../../contracts/types/Operator.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";
import {SeatHolder} from "./SeatHolder.sol";

/// @notice Makes many operators in one transaction, each by the registry's own doors.
contract SeatFiller {
    event HolderMade(address holder);

    /// @notice Makes operators that stake an equal share of the value, and seats them.
    /// @param pool Pool they join; 0 for none.
    /// @param count How many.
    function fill(IOperatorRegistry registry, PoolId pool, uint256 count) external payable {
        OperatorKey[] memory none = new OperatorKey[](0);
        for (uint256 i; i < count; ++i) _make(registry, pool, msg.value / count, none);
    }

    /// @notice The same with a key for each. The n-th operator that this contract makes is at its n-th create address.
    function fillKeyed(IOperatorRegistry registry, PoolId pool, OperatorKey[] calldata keys) external payable {
        for (uint256 i; i < keys.length; ++i) {
            OperatorKey[] memory key = new OperatorKey[](1);
            key[0] = keys[i];
            _make(registry, pool, msg.value / keys.length, key);
        }
    }

    function _make(IOperatorRegistry registry, PoolId pool, uint256 value, OperatorKey[] memory keys) private {
        emit HolderMade(address(new SeatHolder{value: value}(registry, pool, keys)));
    }
}
