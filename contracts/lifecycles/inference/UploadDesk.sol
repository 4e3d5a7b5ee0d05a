// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {BlobKind} from "../../types/BlobKind.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {
    AgreedGroup,
    InclusionProof,
    InferenceFile,
    InferenceFlags,
    InferenceTask,
    UploadRecord,
    UploadReport,
    hashOrder,
    hashScored,
    hashTasks,
    hashUploaded
} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Payment} from "../../types/Payment.sol";
import {ResultUploadSignals, chunkPosition, proofContext} from "../../types/PublicSignals.sol";
import {TaskId} from "../../types/TaskId.sol";
import {GroupRules} from "./GroupRules.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";

/// @title UploadDesk
/// @notice The result goes to its application, and the fee to its node, which needs nobody's consent for that.
/// @dev A linked library of the market.
library UploadDesk {
    using InferenceStore for InferenceStore.Store;

    /// @notice Keeps the seed of the challenges apart from the others.
    bytes32 private constant CHALLENGE = keccak256("muster.inference.challenge");

    /* COMMITMENT */

    /// @notice See IInferenceMarket.commitUpload.
    function commitUpload(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        InclusionProof calldata inclusion
    ) external {
        InferenceTask storage task = _requireValid(store, wiring, id);
        if (task.flags & InferenceFlags.COMMITTED != 0) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        store.requireFile(id, file);
        uint24 node = _uploaderOf(store, id, task);
        store.requireNode(id, node);
        uint256 chunkCount = file.upload.chunkCount;
        if (chunkCount == 0 || chunkCount > wiring.sampling.maxChunks())
            revert IInferenceMarket.InferenceBadChunkCount(id, chunkCount, wiring.sampling.maxChunks());
        if (inclusion.dataHash != file.upload.ciphertextRoot)
            revert IInferenceMarket.InferenceWrongFile(id, inclusion.dataHash, file.upload.ciphertextRoot);
        InferenceStore.requireServed(wiring, id, BlobKind.Result, file, inclusion);

        // Paid for when the task was created.
        (uint32 round, ) = wiring.ground.beacon.enter();
        task.round = round;
        task.flags |= InferenceFlags.COMMITTED;
        task.record = hashUploaded(task.record, file.upload);

        emit IInferenceMarket.ResultCommitted(id, OperatorId.wrap(node), round, file.upload);
    }

    /// @dev A task whose result counts, in time.
    function _requireValid(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id
    ) private view returns (InferenceTask storage task) {
        task = store.tasks[id];
        bool isValid = task.status == InferenceStatus.Validated || task.status == InferenceStatus.GroupValidated;
        if (!isValid) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        uint256 deadline = store.deadlineOf(wiring, id);
        if (block.number >= deadline) revert IInferenceMarket.InferenceWrongTime(id, block.number, deadline);
    }

    function _uploaderOf(
        InferenceStore.Store storage store,
        TaskId id,
        InferenceTask storage task
    ) private view returns (uint24) {
        if (task.status == InferenceStatus.Validated) return task.node;
        AgreedGroup memory group = store.agreed[id].toAgreedGroup();
        return group.nodes[group.uploader];
    }

    /// @notice See IInferenceMarket.reenterUpload.
    function reenterUpload(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id
    ) external {
        InferenceTask storage task = _requireValid(store, wiring, id);
        bool isVoid = task.flags & InferenceFlags.COMMITTED != 0 && wiring.ground.beacon.isVoid(task.round);
        if (!isVoid) revert IInferenceMarket.InferenceRoundNotVoid(id, task.round);

        (uint32 round, ) = wiring.ground.beacon.enter();
        emit IInferenceMarket.TaskReentered(id, task.round, round);
        task.round = round;
    }

    /* PROOF */

    /// @notice See IInferenceMarket.reportResultUploaded.
    function reportResultUploaded(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        UploadReport[] calldata reports,
        uint256[8][] calldata chunkProofs
    ) external {
        uint256 challenges = wiring.sampling.challenges();
        uint256[][] memory inputs = new uint256[][](reports.length * challenges);
        for (uint256 i; i < reports.length; ++i) _gather(store, wiring, reports[i], inputs, i * challenges);
        if (!_areProven(wiring, inputs, chunkProofs)) revert IInferenceMarket.InferenceBadProof(reports[0].id);

        for (uint256 i; i < reports.length; ++i) _pay(store, wiring, reports[i].id, reports[i].file);
    }

    /// @dev Lays down what the proofs of a report must be of.
    function _gather(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        UploadReport calldata report,
        uint256[][] memory inputs,
        uint256 offset
    ) private view {
        TaskId id = report.id;
        InferenceTask storage task = _requireValid(store, wiring, id);
        if (task.flags & InferenceFlags.COMMITTED == 0) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        store.requireFile(id, report.file);
        bool isGroup = task.status == InferenceStatus.GroupValidated;
        if (isGroup) _requireSource(store, id, report.tasks, report.source);

        UploadRecord calldata upload = report.file.upload;
        ResultUploadSignals memory signals = ResultUploadSignals({
            resultRoot: uint256(isGroup ? report.source.score.resultRoot : report.file.score.resultRoot),
            ciphertextRoot: uint256(upload.ciphertextRoot),
            applicationKey: report.file.order.keys.encryptionKey,
            ephemeralKey: upload.ephemeralKey,
            position: 0,
            context: uploadContextOf(id, _uploaderOf(store, id, task))
        });
        uint256[] memory indices = challengesOf(store, wiring, id, upload.chunkCount);
        for (uint256 i; i < indices.length; ++i) {
            signals.position = chunkPosition(upload.chunkCount, indices[i]);
            inputs[offset + i] = signals.toResultUploadInputs();
        }
    }

    /// @dev One alone needs none of what keeps errors in a batch from cancelling each other.
    function _areProven(
        InferenceStore.Wiring memory wiring,
        uint256[][] memory inputs,
        uint256[8][] calldata chunkProofs
    ) private view returns (bool) {
        if (inputs.length == 1 && chunkProofs.length == 1)
            return wiring.ground.proofs.verify(wiring.circuit, inputs[0], chunkProofs[0]);
        return wiring.ground.proofs.verifyBatch(wiring.circuit, inputs, chunkProofs);
    }

    /// @dev A task that was reported twice is over the second time, and cannot move.
    function _pay(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) private {
        InferenceTask storage task = store.tasks[id];
        uint24 node = _uploaderOf(store, id, task);
        if (task.status == InferenceStatus.GroupValidated) _succeedAsGroup(store, wiring, id, file);
        else _succeed(store, wiring, id, node, file);
        store.remember(wiring, node, file, true);
    }

    /// @dev The task of the group whose turn it is to upload, and the score it committed.
    function _requireSource(
        InferenceStore.Store storage store,
        TaskId id,
        TaskId[] calldata tasks,
        InferenceFile calldata source
    ) private view {
        AgreedGroup memory group = store.agreed[id].toAgreedGroup();
        if (hashTasks(tasks, tasks.length) != group.tasks) revert IInferenceMarket.InferenceBadGroup(id, id);
        uint256 turn = group.uploader;
        // The first of them is the task itself, whose record covers the upload as well: its file was looked at.
        bytes32 given = hashScored(hashOrder(source.order), source.score);
        bytes32 known = store.tasks[tasks[turn]].record;
        if (turn == 0) given = hashUploaded(given, source.upload);
        if (given != known) revert IInferenceMarket.InferenceWrongFile(tasks[turn], given, known);
    }

    /// @notice See IInferenceMarket.challengesOf.
    function challengesOf(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        uint32 chunkCount
    ) internal view returns (uint256[] memory indices) {
        (bytes32 seed, ) = wiring.ground.beacon.seedOf(store.tasks[id].round, address(this), id, CHALLENGE);
        indices = new uint256[](wiring.sampling.challenges());
        for (uint256 i; i < indices.length; ++i) indices[i] = uint256(keccak256(abi.encode(seed, i))) % chunkCount;
    }

    /// @notice See IInferenceMarket.uploadContextOf.
    function uploadContextOf(TaskId id, uint24 node) internal view returns (uint256) {
        return proofContext(keccak256(abi.encode(block.chainid, address(this), id, node)));
    }

    /* PAYMENT */

    function _succeed(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        uint24 node,
        InferenceFile calldata file
    ) private {
        store.move(id, InferenceStatus.EndSuccess);
        uint256 fee = file.order.terms.fee;

        emit IInferenceMarket.TaskEndSuccess(id, file.order.creator, OperatorId.wrap(node), fee);

        InferenceStore.release(
            wiring,
            file.order.terms.currency,
            InferenceStore.receiverOf(wiring, node),
            fee,
            address(0),
            0
        );
        store.free(wiring, node, NodeBook.Outcome.Served, store.tasks[id].place);
    }

    function _succeedAsGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file
    ) private {
        store.move(id, InferenceStatus.EndGroupSuccess);
        AgreedGroup memory group = store.agreed[id].toAgreedGroup();
        uint256[] memory parts = GroupRules.split(file.order.terms.fee, group.shares, group.count);
        OperatorId[] memory operators = new OperatorId[](group.count);
        Payment[] memory payments = new Payment[](group.count);
        for (uint256 i; i < group.count; ++i) {
            operators[i] = OperatorId.wrap(group.nodes[i]);
            payments[i] = Payment(InferenceStore.receiverOf(wiring, group.nodes[i]), uint128(parts[i]));
        }

        emit IInferenceMarket.TaskEndGroupSuccess(id, file.order.creator, operators, parts);

        wiring.ground.escrow.release(file.order.terms.currency, payments);
        // Where the first of them was late, it has been freed.
        if (group.uploader == 0) store.free(wiring, group.nodes[0], NodeBook.Outcome.Served, store.tasks[id].place);
    }
}
