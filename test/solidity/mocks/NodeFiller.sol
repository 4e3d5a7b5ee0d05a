// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../../contracts/interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorKey} from "../../../contracts/types/Operator.sol";
import {NodeHolder} from "./NodeHolder.sol";

/// @notice Makes many nodes in one transaction, each by the doors of registry and market.
contract NodeFiller {
    event NodeMade(address holder);

    /// @notice Makes nodes that share a description and the value, which each stakes an equal part of.
    /// @param keys Keys that all of them bring.
    /// @param count How many.
    function fill(
        IOperatorRegistry registry,
        IInferenceMarket market,
        OperatorKey[] calldata keys,
        uint8 gpu,
        uint24 version,
        bytes32[] calldata models,
        uint256 count
    ) external payable {
        uint256 stake = msg.value / count;
        for (uint256 i; i < count; ++i) {
            emit NodeMade(address(new NodeHolder{value: stake}(registry, market, keys, gpu, version, models)));
        }
    }
}
