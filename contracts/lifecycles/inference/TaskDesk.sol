// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {BlobKind} from "../../types/BlobKind.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {
    AbortReason,
    AgreedGroup,
    InclusionProof,
    InferenceError,
    InferenceFile,
    InferenceFlags,
    InferenceTask,
    ScoreRecord,
    hashOrder,
    hashScored
} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {toPackedGroup} from "../../types/PackedGroup.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";

/// @title TaskDesk
/// @notice Parameters, errors, and the ends of those who let a deadline pass.
/// @dev A linked library of the market.
library TaskDesk {
    using InferenceStore for InferenceStore.Store;

    bytes32 private constant PARAMETERS_TYPEHASH = keccak256("Parameters(bytes32 task,bytes32 dataHash)");
    uint256 private constant FULL_BPS = 10_000;

    /* PARAMETERS */

    /// @notice See IInferenceMarket.reportParametersUploaded.
    function reportParametersUploaded(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        InclusionProof calldata inclusion,
        bytes calldata signature,
        bytes32 domain
    ) external {
        InferenceTask storage task = store.requireRunning(wiring, id, InferenceStatus.Started);
        store.requireFile(id, file);
        _requireCreator(id, task.creator, inclusion.dataHash, signature, domain);
        InferenceStore.requireServed(wiring, id, BlobKind.Parameters, file, inclusion);

        store.move(id, InferenceStatus.ParametersUploaded);

        emit IInferenceMarket.TaskParametersUploaded(id, task.creator, OperatorId.wrap(task.node), inclusion.dataHash);
    }

    function _requireCreator(
        TaskId id,
        address creator,
        bytes32 dataHash,
        bytes calldata signature,
        bytes32 domain
    ) private view {
        if (msg.sender == creator) return;
        bytes32 digest = MessageHashUtils.toTypedDataHash(
            domain,
            keccak256(abi.encode(PARAMETERS_TYPEHASH, id, dataHash))
        );
        if (!SignatureChecker.isValidSignatureNow(creator, digest, signature))
            revert IInferenceMarket.InferenceNotAllowed(id, msg.sender, creator);
    }

    /* SCORES */

    /// @notice See IInferenceMarket.submitScore.
    function submitScore(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        ScoreRecord calldata score
    ) external {
        InferenceTask storage task = store.requireRunning(wiring, id, InferenceStatus.ParametersUploaded);
        store.requireNode(id, task.node);

        task.record = hashScored(task.record, score);
        // The faster, the better: from one at once to a half at the deadline.
        uint256 used = block.number - task.since;
        task.place = uint32(FULL_BPS - (used * FULL_BPS) / (2 * uint256(task.executionBlocks)));
        store.move(id, InferenceStatus.ScoreReady);

        emit IInferenceMarket.TaskScoreReady(
            id,
            task.creator,
            OperatorId.wrap(task.node),
            score.scoreCommitment,
            score.resultRoot
        );
    }

    /// @notice See IInferenceMarket.reportError.
    function reportError(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceError failure
    ) external {
        InferenceTask storage task = store.requireRunning(wiring, id, InferenceStatus.ParametersUploaded);
        store.requireNode(id, task.node);
        if (failure == InferenceError.None) revert IInferenceMarket.InferenceNoError(id);

        task.error = failure;
        store.move(id, InferenceStatus.ErrorReported);

        emit IInferenceMarket.TaskErrorReported(id, task.creator, OperatorId.wrap(task.node), failure);
    }

    /// @notice See IInferenceMarket.abortDownload.
    function abortDownload(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) external {
        InferenceTask storage task = store.requireRunning(wiring, id, InferenceStatus.ParametersUploaded);
        store.requireNode(id, task.node);
        uint256 earliest = uint256(task.since) + wiring.periods.download();
        if (block.number < earliest) revert IInferenceMarket.InferenceWrongTime(id, block.number, earliest);
        store.requireFile(id, file);

        store.abort(wiring, id, file, AbortReason.ModelDownloadTimeout, 0);
        store.free(wiring, task.node, NodeBook.Outcome.Missed, 0);
    }

    /* THE CLOCK */

    /// @notice See IInferenceMarket.abortTask.
    function abortTask(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) external {
        InferenceTask storage task = store.tasks[id];
        InferenceStatus status = task.status;
        if (status == InferenceStatus.None || status.isOver()) revert IInferenceMarket.InferenceWrongStatus(id, status);
        store.requireFile(id, file);
        if (status == InferenceStatus.Queued) return _abortQueued(store, wiring, id, task, file);
        store.requireOverdue(wiring, id);

        if (status == InferenceStatus.Started) return _abortUnfed(store, wiring, id, task.node, file);
        if (status == InferenceStatus.ParametersUploaded)
            return _abortLate(store, wiring, id, file, AbortReason.ExecutionTimeout);
        if (status == InferenceStatus.ScoreReady) return _abortUnvalidated(store, wiring, id, task.node, file);
        if (status == InferenceStatus.Validated) return _abortLate(store, wiring, id, file, AbortReason.UploadTimeout);
        if (status == InferenceStatus.GroupValidated) return _abortGroup(store, wiring, id, file);
        store.abort(wiring, id, file, AbortReason.ErrorReported, 0);
        store.free(wiring, task.node, NodeBook.Outcome.Blameless, 0);
    }

    /// @dev A creator may take back what no seed can have chosen a node for.
    function _abortQueued(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceTask storage task,
        InferenceFile calldata file
    ) private {
        bool isDrawable = task.flags & InferenceFlags.WAITING == 0 && task.round < wiring.ground.beacon.openRound();
        bool isCancelled = msg.sender == task.creator && !isDrawable;
        if (!isCancelled) store.requireOverdue(wiring, id);

        store.leaveQueue(id);
        store.abort(wiring, id, file, isCancelled ? AbortReason.Cancelled : AbortReason.QueueTimeout, 0);
    }

    /// @dev The creator kept a node waiting for nothing.
    function _abortUnfed(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        uint24 node,
        InferenceFile calldata file
    ) private {
        store.abort(
            wiring,
            id,
            file,
            AbortReason.ParametersTimeout,
            wiring.sampling.lateBps().portionOf(file.order.terms.fee)
        );
        store.free(wiring, node, NodeBook.Outcome.Blameless, 0);
    }

    /// @dev The node did its part.
    function _abortUnvalidated(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        uint24 node,
        InferenceFile calldata file
    ) private {
        store.abort(wiring, id, file, AbortReason.ValidationTimeout, file.order.terms.fee);
        store.free(wiring, node, NodeBook.Outcome.Served, store.tasks[id].place);
    }

    function _abortLate(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        AbortReason reason
    ) private {
        uint24 node = store.tasks[id].node;
        store.abort(wiring, id, file, reason, 0);
        store.free(wiring, node, NodeBook.Outcome.Missed, 0);
        InferenceStore.penalize(wiring, id, node);
        store.remember(wiring, node, file, false);
    }

    /// @dev The turn to upload passes on; the fee is the creator's again when it was the last.
    function _abortGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) private {
        AgreedGroup memory group = store.agreed[id].toAgreedGroup();
        uint256 turn = group.uploader;
        uint24 node = group.nodes[turn];
        // What was committed is void: the record is that of the score again.
        store.tasks[id].flags &= ~InferenceFlags.COMMITTED;
        store.tasks[id].record = hashScored(hashOrder(file.order), file.score);
        if (store.isLastUploader(id)) {
            store.abort(wiring, id, file, AbortReason.UploadTimeout, 0);
        } else {
            group.uploader = uint8(turn + 1);
            store.agreed[id] = toPackedGroup(group);
            store.tasks[id].since = uint40(block.number);
            emit IInferenceMarket.UploadPassed(id, OperatorId.wrap(node), OperatorId.wrap(group.nodes[turn + 1]));
        }

        // Only the first of them was kept busy for it.
        if (turn == 0) store.free(wiring, node, NodeBook.Outcome.Missed, 0);
        InferenceStore.penalize(wiring, id, node);
        store.remember(wiring, node, file, false);
    }

    /// @notice See IInferenceMarket.collectRefund.
    function collectRefund(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) external {
        InferenceTask storage task = store.tasks[id];
        if (task.flags & InferenceFlags.REFUNDABLE == 0) revert IInferenceMarket.InferenceNothingDue(id);
        store.requireFile(id, file);

        task.flags &= ~InferenceFlags.REFUNDABLE;

        emit IInferenceMarket.RefundCollected(id, file.order.creator, file.order.terms.fee);

        InferenceStore.release(
            wiring,
            file.order.terms.currency,
            file.order.creator,
            file.order.terms.fee,
            address(0),
            0
        );
    }
}
