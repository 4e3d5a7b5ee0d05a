// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {IProofVerifier} from "../../interfaces/IProofVerifier.sol";
import {ISchemaValidator} from "../../interfaces/ISchemaValidator.sol";
import {BoundedCall} from "../../libraries/BoundedCall.sol";
import {DeferredState} from "../../types/DeferredState.sol";
import {DispatchProgress} from "../../types/DispatchProgress.sol";
import {DispatchStatus} from "../../types/DispatchStatus.sol";
import {ProofRequest, ProofType, SeatClaim, TaskTerms} from "../../types/DispatchTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DispatchSelection} from "./DispatchSelection.sol";

/// @title DispatchResults
/// @notice Results: checked, counted, and remembered as one running hash. In the open, or committed and revealed.
abstract contract DispatchResults is DispatchSelection {
    /// @notice Gas that a verifier or a validator gets.
    uint256 private constant JUDGE_GAS = 2_000_000;

    mapping(TaskId id => mapping(uint8 position => bytes32 commitment)) private _commitments;
    /// @dev Block of the last commitment wanted; 0 while some are missing.
    mapping(TaskId id => uint256 blockNumber) private _committedAt;

    /* IN THE OPEN */

    /// @inheritdoc IDispatcher
    function submitResult(
        TaskId id,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes calldata result,
        bytes calldata proof
    ) external nonReentrant {
        TaskHead head = _heads[id];
        if (head.isCommitted()) revert DispatchWrongMode(id, true);

        _accept(id, head, terms, claim, result, proof);
    }

    /* COMMITTED */

    /// @inheritdoc IDispatcher
    function commitResult(
        TaskId id,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes32 commitment
    ) external nonReentrant {
        TaskHead head = _heads[id];
        DispatchProgress progress = _progress[id];
        if (!head.isCommitted()) revert DispatchWrongMode(id, false);
        _requireAnswerable(id, head, progress);
        _requireTerms(id, terms);
        if (progress.isCommitted(claim.position)) revert DispatchAlreadyCommitted(id, claim.position);
        Turn memory turn = _requireTurn(id, head, progress, claim);
        (uint256 revealFrom, uint256 revealUntil) = _revealTime(id, head, terms);
        if (block.number >= revealFrom) revert DispatchWrongPhase(id, block.number, revealFrom, revealUntil);

        progress = progress.withCommitted(claim.position);
        _progress[id] = progress;
        _commitments[id][claim.position] = commitment;
        if (progress.committedCount() == head.numRunners()) _committedAt[id] = block.number;

        emit ResultCommitted(id, turn.runner, claim.position, commitment);
    }

    /// @inheritdoc IDispatcher
    function revealResult(
        TaskId id,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes calldata result,
        bytes calldata proof,
        bytes32 salt
    ) external nonReentrant {
        TaskHead head = _heads[id];
        if (!head.isCommitted()) revert DispatchWrongMode(id, false);
        bytes32 given = keccak256(abi.encode(id, msg.sender, keccak256(result), salt));
        bytes32 known = _commitments[id][claim.position];
        if (given != known) revert DispatchWrongReveal(id, claim.position, given, known);
        (uint256 revealFrom, uint256 revealUntil) = _revealTime(id, head, terms);
        if (block.number < revealFrom || block.number > revealUntil)
            revert DispatchWrongPhase(id, block.number, revealFrom, revealUntil);

        _accept(id, head, terms, claim, result, proof);
    }

    /// @inheritdoc DispatchSelection
    /// @dev Revealing starts in the block after the last commitment wanted, or when the time to commit is over.
    function _revealTime(
        TaskId id,
        TaskHead head,
        TaskTerms calldata terms
    ) internal view override returns (uint256 from, uint256 until) {
        (, uint256 answeredAt) = _seedOf(id, head);
        from = (_committedAt[id] == 0 ? answeredAt + terms.commitBlocks : _committedAt[id]) + 1;
        until = from + terms.revealBlocks;
    }

    /* ACCEPTANCE */

    function _accept(
        TaskId id,
        TaskHead head,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes calldata result,
        bytes calldata proof
    ) private {
        DispatchProgress progress = _progress[id];
        _requireAnswerable(id, head, progress);
        _requireTerms(id, terms);
        Turn memory turn = _requireTurn(id, head, progress, claim);
        terms.schema.requireMatch(result);
        _requireJudged(id, terms, result, proof);

        progress = progress.withSubmitted(claim.position);
        _progress[id] = progress;
        bytes32 record = _chain(_records[id], _entry(turn.runner, turn.operator, claim.position), keccak256(result));
        bool isLast = progress.submittedCount() == head.numRunners();
        _records[id] = isLast ? _seal(record, block.number) : record;

        emit ResultSubmitted(id, turn.runner, turn.operator, claim.position, result);

        if (isLast) _complete(id, terms);
    }

    function _complete(TaskId id, TaskTerms calldata terms) private {
        _move(id, DispatchStatus.Completed);
        if (terms.callback.gasLimit == 0) return;
        _setCallback(id, DeferredState.Scheduled);

        emit CallbackScheduled(id, terms.callback.target, block.number);
    }

    /* JUDGES */

    /// @dev Asks the schema's validator and the proof's verifier, where the task names them.
    function _requireJudged(
        TaskId id,
        TaskTerms calldata terms,
        bytes calldata result,
        bytes calldata proof
    ) private view {
        if (terms.schemaValidator != address(0)) {
            bytes memory question = abi.encodeCall(ISchemaValidator.isValid, (result));
            if (!BoundedCall.affirms(terms.schemaValidator, JUDGE_GAS, question))
                revert DispatchResultRefused(id, msg.sender, terms.schemaValidator);
        }
        ProofRequest calldata request = terms.proof;
        if (request.proofType == ProofType.None) return;

        bytes32 context = keccak256(abi.encode(block.chainid, address(this), id, msg.sender));
        bytes memory claim = abi.encodeCall(IProofVerifier.verify, (request.termsHash, context, result, proof));
        if (!BoundedCall.affirms(request.verifier, JUDGE_GAS, claim))
            revert DispatchProofRefused(id, msg.sender, request.verifier);
    }

    /* RECORD */

    /// @dev Who answered from where, as ResultRecord.entries has it, but for the variant.
    function _entry(address runner, OperatorId operator, uint8 position) private pure returns (uint256) {
        return
            (uint256(uint160(runner)) << 96) | (uint256(OperatorId.unwrap(operator)) << 64) | (uint256(position) << 8);
    }

    function _chain(bytes32 record, uint256 entry, bytes32 resultHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(record, entry, resultHash));
    }

    function _seal(bytes32 record, uint256 blockNumber) internal pure returns (bytes32) {
        return keccak256(abi.encode(record, blockNumber));
    }
}
