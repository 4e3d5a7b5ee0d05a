// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {VrfProof} from "../../interfaces/IVrfVerifier.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {AbortReason, InferenceFile, InferenceFlags, InferenceTask} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";
import {SamplingRules} from "./SamplingRules.sol";

/// @title SamplingDesk
/// @notice Tasks are validated alone, or shown to be sampled.
/// @dev A linked library of the market.
library SamplingDesk {
    using InferenceStore for InferenceStore.Store;

    /* SAMPLING */

    /// @notice See IInferenceMarket.validateSingleTask.
    function validateSingleTask(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        VrfProof calldata proof
    ) external {
        InferenceTask storage task = _requireScored(store, wiring, id, file);
        uint256 number = SamplingRules.samplingNumber(store, wiring, id, file.order, proof);
        if (SamplingRules.isSampled(wiring, number)) revert IInferenceMarket.InferenceWrongSampling(id, number);

        if (task.status == InferenceStatus.ErrorReported) {
            store.abort(wiring, id, file, AbortReason.ErrorReported, 0);
            return store.free(wiring, task.node, NodeBook.Outcome.Blameless, 0);
        }
        store.move(id, InferenceStatus.Validated);

        emit IInferenceMarket.TaskValidated(id, task.creator, OperatorId.wrap(task.node));
    }

    /// @notice See IInferenceMarket.proveSampled.
    function proveSampled(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        VrfProof calldata proof
    ) external {
        InferenceTask storage task = _requireScored(store, wiring, id, file);
        uint256 number = SamplingRules.samplingNumber(store, wiring, id, file.order, proof);
        if (!SamplingRules.isSampled(wiring, number)) revert IInferenceMarket.InferenceWrongSampling(id, number);

        task.flags |= InferenceFlags.SAMPLED;

        emit IInferenceMarket.TaskSampled(id, id, number);
    }

    /// @notice See IInferenceMarket.joinGroup.
    function joinGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        TaskId first,
        InferenceFile calldata firstFile,
        bytes32 guid
    ) external {
        InferenceTask storage task = _requireScored(store, wiring, id, file);
        InferenceTask storage original = _requireScored(store, wiring, first, firstFile);
        if (original.flags & InferenceFlags.SAMPLED == 0) revert IInferenceMarket.InferenceBadGroup(first, id);
        SamplingRules.requireGuid(first, firstFile.order, guid);
        SamplingRules.requireGuid(id, file.order, guid);
        SamplingRules.requireSibling(store, wiring, first, firstFile.order, id, file.order);

        task.flags |= InferenceFlags.SAMPLED;

        emit IInferenceMarket.TaskSampled(id, first, 0);
    }

    /// @dev A task with a score or an error, in time, and not in a group under way.
    function _requireScored(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) private view returns (InferenceTask storage task) {
        task = store.tasks[id];
        bool isOpen = task.flags & InferenceFlags.GROUPED == 0;
        bool isScored = task.status == InferenceStatus.ScoreReady || task.status == InferenceStatus.ErrorReported;
        if (!isOpen || !isScored) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        uint256 deadline = store.deadlineOf(wiring, id);
        if (block.number >= deadline) revert IInferenceMarket.InferenceWrongTime(id, block.number, deadline);
        store.requireFile(id, file);
    }
}
