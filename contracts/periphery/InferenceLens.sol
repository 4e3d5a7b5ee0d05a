// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {InferenceStatus} from "../types/InferenceStatus.sol";
import {AgreedGroup, InferenceTask} from "../types/InferenceTask.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title InferenceLens
/// @notice Spells out whose turn it is in a task of the InferenceMarket. Relays ask it; nothing on-chain does.
contract InferenceLens {
    /// @notice The market that is looked at.
    IInferenceMarket public immutable market;
    /// @notice Knows the operators.
    IOperatorRegistry public immutable registry;

    constructor(IInferenceMarket market_, IOperatorRegistry registry_) {
        (market, registry) = (market_, registry_);
    }

    /// @notice The parties to a task, as of now.
    /// @return creator Who uploads its parameters; the zero address where there is no such task, or it is over.
    /// @return node Controller of the node whose turn it is to upload; the zero address where none is drawn.
    function partiesOf(TaskId id) external view returns (address creator, address node) {
        InferenceStatus status = market.statusOf(id);
        if (status == InferenceStatus.None || status.isOver()) return (address(0), address(0));

        InferenceTask memory task = market.taskOf(id);
        uint24 operator = uploaderOf(id);
        return (task.creator, operator == 0 ? address(0) : registry.identityOf(OperatorId.wrap(operator)).controller);
    }

    /// @notice The operator whose turn it is to upload the result of a task: its node, or once its group has agreed the
    /// member that the upload was passed on to; 0 where none is drawn.
    function uploaderOf(TaskId id) public view returns (uint24) {
        if (market.statusOf(id) != InferenceStatus.GroupValidated) return market.taskOf(id).node;
        AgreedGroup memory group = market.groupOf(id);
        return group.nodes[group.uploader];
    }
}
