// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";
import {SeatHolder} from "./SeatHolder.sol";

/// @notice Makes many operators in one transaction, each by the registry's own doors.
contract SeatFiller {
    event HolderMade(address holder);

    /// @notice Makes operators that stake an equal share of the value, and seats them.
    /// @param pool Pool they join; 0 for none.
    /// @param count How many.
    function fill(IOperatorRegistry registry, PoolId pool, uint256 count) external payable {
        for (uint256 i; i < count; ++i) {
            emit HolderMade(address(new SeatHolder{value: msg.value / count}(registry, pool)));
        }
    }
}
