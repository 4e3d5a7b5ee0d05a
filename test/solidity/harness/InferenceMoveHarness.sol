// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InferenceStore} from "../../../contracts/lifecycles/inference/InferenceStore.sol";
import {InferenceStatus} from "../../../contracts/types/InferenceStatus.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice Opens the one status writer, which every public function guards by checks of its own.
contract InferenceMoveHarness {
    using InferenceStore for InferenceStore.Store;

    InferenceStore.Store private _store;

    function move(TaskId id, InferenceStatus to) external {
        _store.move(id, to);
    }
}
