// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorKey} from "../../../contracts/types/Operator.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";

/// @notice An operator that registers, stakes and joins while it is constructed, and leaves no code behind: a test
/// network can then send transactions in its name as from any account.
contract SeatHolder {
    constructor(IOperatorRegistry registry, PoolId pool, OperatorKey[] memory keys) payable {
        OperatorId operator = registry.register(keys, address(this), "");
        registry.stake{value: msg.value}(operator, uint128(msg.value));
        if (PoolId.unwrap(pool) != 0) registry.joinPool(pool, "");
        assembly {
            return(0, 0)
        }
    }
}
