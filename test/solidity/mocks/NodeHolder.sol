// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../../contracts/interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorKey} from "../../../contracts/types/Operator.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";

/// @notice A node that registers, stakes, takes a seat and joins while it is constructed, and leaves no code behind: a
/// test network can then send transactions in its name as from any account.
contract NodeHolder {
    constructor(
        IOperatorRegistry registry,
        IInferenceMarket market,
        OperatorKey[] memory keys,
        uint8 gpu,
        uint24 version,
        bytes32[] memory models
    ) payable {
        OperatorId operator = registry.register(keys, address(this), "");
        registry.stake{value: msg.value}(operator, uint128(msg.value));
        registry.joinPool(market.pool(), "");
        market.joinAsNode(gpu, version, models);
        assembly {
            return(0, 0)
        }
    }
}
