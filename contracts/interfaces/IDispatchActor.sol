// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaskId} from "../types/TaskId.sol";

/// @title IDispatchActor
/// @notice A contract that receives the results of its tasks.
interface IDispatchActor {
    /// @notice Called once with all results of a task. May call Dispatcher.consumeResult to choose whom to pay.
    /// @dev Warning: any actor may name any contract as its target; check that the task is one of yours.
    /// @param id The task.
    /// @param runners Who answered, in order of submission.
    /// @param variantOf Which of the distinct results each runner gave.
    /// @param results The distinct results, in order of first appearance.
    /// @param leadingVariant The result given most often; of equals the one that appeared first.
    /// @param leadingCount How many runners gave it.
    function onResults(
        TaskId id,
        address[] calldata runners,
        uint8[] calldata variantOf,
        bytes[] calldata results,
        uint8 leadingVariant,
        uint8 leadingCount
    ) external;
}
