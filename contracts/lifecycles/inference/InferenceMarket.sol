// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {VrfProof} from "../../interfaces/IVrfVerifier.sol";
import {Currency} from "../../types/Currency.sol";
import {InferencePeriods, InferenceSampling} from "../../types/InferenceSettings.sol";
import {
    GroupMember,
    InclusionProof,
    InferenceError,
    InferenceFile,
    ScoreRecord,
    UploadReport
} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PoolTerms} from "../../types/Pool.sol";
import {PoolId} from "../../types/PoolId.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DrawDesk} from "./DrawDesk.sol";
import {GroupDesk} from "./GroupDesk.sol";
import {InferenceBase} from "./InferenceBase.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";
import {NodeDesk} from "./NodeDesk.sol";
import {SamplingDesk} from "./SamplingDesk.sol";
import {SamplingRules} from "./SamplingRules.sol";
import {TaskCreation} from "./TaskCreation.sol";
import {TaskDesk} from "./TaskDesk.sol";
import {UploadDesk} from "./UploadDesk.sol";

/// @title InferenceMarket
/// @notice Inference with secret sampling: from a drawn node to the payment, through the desks; wiring and governance.
contract InferenceMarket is TaskCreation, AccessManaged {
    using DrawDesk for InferenceStore.Store;
    using GroupDesk for InferenceStore.Store;
    using InferenceStore for InferenceStore.Store;
    using NodeBook for NodeBook.Book;
    using NodeDesk for NodeBook.Book;
    using SamplingDesk for InferenceStore.Store;
    using TaskDesk for InferenceStore.Store;
    using UploadDesk for InferenceStore.Store;

    /// @param authority AccessManager that decides who governs.
    /// @param poolTerms Terms of the nodes' pool, which the market opens; its market is filled in.
    constructor(
        address authority,
        InferenceStore.Ground memory ground,
        PoolTerms memory poolTerms,
        InferencePeriods memory periods,
        InferenceSampling memory sampling
    )
        AccessManaged(authority)
        EIP712("Muster InferenceMarket", "1")
        InferenceBase(ground, periods, sampling, _openPool(ground, poolTerms), poolTerms.minimumStake)
    {}

    function _openPool(InferenceStore.Ground memory ground, PoolTerms memory poolTerms) private returns (PoolId) {
        poolTerms.market = address(this);
        return ground.registry.openPool(poolTerms);
    }

    /* DRAWS */

    /// @inheritdoc IInferenceMarket
    function startTask(TaskId id) external nonReentrant {
        _store.startTask(_wiring(), id);
    }

    /// @inheritdoc IInferenceMarket
    function skipEntry(TaskId id) external {
        _store.skipEntry(id);
    }

    /// @inheritdoc IInferenceMarket
    function admitTask(uint48 queue, OperatorId operator) external payable nonReentrant {
        _store.admitTask(_wiring(), queue, operator);
    }

    /* EXECUTION */

    /// @inheritdoc IInferenceMarket
    function reportParametersUploaded(
        TaskId id,
        InferenceFile calldata file,
        InclusionProof calldata inclusion,
        bytes calldata signature
    ) external nonReentrant {
        _store.reportParametersUploaded(_wiring(), id, file, inclusion, signature, _domainSeparatorV4());
    }

    /// @inheritdoc IInferenceMarket
    function submitScore(TaskId id, ScoreRecord calldata score) external {
        _store.submitScore(_wiring(), id, score);
    }

    /// @inheritdoc IInferenceMarket
    function reportError(TaskId id, InferenceError failure) external {
        _store.reportError(_wiring(), id, failure);
    }

    /// @inheritdoc IInferenceMarket
    function abortDownload(TaskId id, InferenceFile calldata file) external nonReentrant {
        _store.abortDownload(_wiring(), id, file);
    }

    /// @inheritdoc IInferenceMarket
    function abortTask(TaskId id, InferenceFile calldata file) external nonReentrant {
        _store.abortTask(_wiring(), id, file);
    }

    /// @inheritdoc IInferenceMarket
    function collectRefund(TaskId id, InferenceFile calldata file) external nonReentrant {
        _store.collectRefund(_wiring(), id, file);
    }

    /* VALIDATION */

    /// @inheritdoc IInferenceMarket
    function validateSingleTask(TaskId id, InferenceFile calldata file, VrfProof calldata proof) external nonReentrant {
        _store.validateSingleTask(_wiring(), id, file, proof);
    }

    /// @inheritdoc IInferenceMarket
    function proveSampled(TaskId id, InferenceFile calldata file, VrfProof calldata proof) external {
        _store.proveSampled(_wiring(), id, file, proof);
    }

    /// @inheritdoc IInferenceMarket
    function joinGroup(
        TaskId id,
        InferenceFile calldata file,
        TaskId first,
        InferenceFile calldata firstFile,
        bytes32 guid
    ) external {
        _store.joinGroup(_wiring(), id, file, first, firstFile, guid);
    }

    /// @inheritdoc IInferenceMarket
    function validateTaskGroup(
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        bytes32 guid,
        bytes32 parametersHash,
        VrfProof calldata proof
    ) external nonReentrant {
        _store.validateTaskGroup(_wiring(), ids, members, guid, parametersHash, proof);
    }

    /// @inheritdoc IInferenceMarket
    function openScore(TaskId[3] calldata ids, uint256 index, GroupMember calldata member) external {
        _store.openScore(ids, index, member);
    }

    /// @inheritdoc IInferenceMarket
    function settleGroup(TaskId[3] calldata ids, GroupMember[3] calldata members) external nonReentrant {
        _store.settleGroup(_wiring(), ids, members);
    }

    /* UPLOAD */

    /// @inheritdoc IInferenceMarket
    function commitUpload(
        TaskId id,
        InferenceFile calldata file,
        InclusionProof calldata inclusion
    ) external nonReentrant {
        _store.commitUpload(_wiring(), id, file, inclusion);
    }

    /// @inheritdoc IInferenceMarket
    function reenterUpload(TaskId id) external {
        _store.reenterUpload(_wiring(), id);
    }

    /// @inheritdoc IInferenceMarket
    function reportResultUploaded(
        UploadReport[] calldata reports,
        uint256[8][] calldata chunkProofs
    ) external nonReentrant {
        _store.reportResultUploaded(_wiring(), reports, chunkProofs);
    }

    /* GOVERNANCE */

    /// @inheritdoc IInferenceNodes
    function addGpu(string calldata name, uint8 vram) external restricted {
        _store.book.addGpu(name, vram);
    }

    /// @inheritdoc IInferenceMarket
    function setFeeRate(Currency currency, uint256 rate) external restricted {
        emit FeeRateSet(currency, feeRateOf[currency], rate);

        feeRateOf[currency] = rate;
    }

    /// @notice Stops new tasks, or takes them again. Governance only. What is under way goes on.
    function setPaused(bool paused_) external restricted {
        if (paused_) _pause();
        else _unpause();
    }

    /* VIEWS */

    /// @inheritdoc IInferenceMarket
    function queueOf(TaskId id) external view returns (uint48) {
        return _store.queueOf(id);
    }

    /// @inheritdoc IInferenceMarket
    function queueState(uint48 queue) external view returns (uint256 length, TaskId next) {
        return _store.queueState(queue);
    }

    /// @inheritdoc IInferenceMarket
    function samplingSeedOf(TaskId id) external view returns (uint256) {
        return SamplingRules.samplingSeedOf(_store, _wiring(), id);
    }

    /// @inheritdoc IInferenceMarket
    function challengesOf(TaskId id, uint32 chunkCount) external view returns (uint256[] memory) {
        return UploadDesk.challengesOf(_store, _wiring(), id, chunkCount);
    }

    /// @inheritdoc IInferenceMarket
    function uploadContextOf(TaskId id, uint24 node) external view returns (uint256) {
        return UploadDesk.uploadContextOf(id, node);
    }
}
