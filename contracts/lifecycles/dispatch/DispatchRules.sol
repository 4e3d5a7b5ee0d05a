// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {DeferredCall} from "../../libraries/DeferredCall.sol";
import {MAX_POSITIONS} from "../../types/DispatchProgress.sol";
import {CallbackRequest, ProofRequest, ProofType, TaskRequest, TaskTerms} from "../../types/DispatchTask.sol";
import {Roster} from "../../types/Pool.sol";
import {SchemaKind} from "../../types/ResultSchema.sol";

/// @title DispatchRules
/// @notice The bounds of a task, checked once at its submission.
/// @dev Linked, not inlined: it keeps the Dispatcher within the size limit.
library DispatchRules {
    /// @notice Longest life of a task, in blocks. With two consume windows it stays within the longest obligation.
    uint256 internal constant MAX_TIMEOUT_BLOCKS = 100_800;
    /// @notice Shortest life of a task, in blocks.
    uint256 internal constant MIN_TIMEOUT_BLOCKS = 2;
    /// @notice Longest consume window, in blocks.
    uint256 internal constant MAX_CONSUME_BLOCKS = 50_400;
    /// @notice Shortest consume window, in blocks.
    uint256 internal constant MIN_CONSUME_BLOCKS = 5;
    /// @notice Most bytes of results that a callback carries.
    uint256 internal constant MAX_CALLBACK_BYTES = 16_384;
    /// @notice Most that all shares of a task may come to: sums of payments and refunds fit 128 bits.
    uint256 internal constant MAX_PAYMENT = type(uint120).max;

    /// @notice Reverts with the error that names the first value out of bounds.
    /// @param request The submission.
    /// @param roster The roster of its pool.
    /// @param isVetted The verifiers and validators that governance has vetted.
    /// @return isBlameless Whether somebody who is not vetted judges the results.
    function requireSound(
        TaskRequest calldata request,
        Roster memory roster,
        mapping(address verifier => bool) storage isVetted
    ) external view returns (bool isBlameless) {
        TaskTerms calldata terms = request.terms;
        uint8 numRunners = request.numRunners;
        if (roster.market != address(this)) revert IDispatcher.DispatchPoolUnavailable(request.pool, roster.market);
        if (numRunners == 0 || numRunners > MAX_POSITIONS || numRunners > roster.size)
            revert IDispatcher.DispatchBadRunnerCount(numRunners, roster.size);
        if (terms.paymentPerRunner == 0 || uint256(numRunners) * terms.paymentPerRunner > MAX_PAYMENT)
            revert IDispatcher.DispatchBadPayment(terms.paymentPerRunner, MAX_PAYMENT);
        _requireTimes(request, roster.minimumResponseBlocks);
        _requireSchema(terms, numRunners);
        _requireCallback(terms.callback);
        _requireProof(terms.proof, isVetted);

        return
            !_isVettedOrNobody(terms.schemaValidator, isVetted) || !_isVettedOrNobody(terms.proof.verifier, isVetted);
    }

    function _requireTimes(TaskRequest calldata request, uint256 minimumResponseBlocks) private pure {
        TaskTerms calldata terms = request.terms;
        uint256 timeoutBlocks = request.timeoutBlocks;
        _requireBlocks(timeoutBlocks, MIN_TIMEOUT_BLOCKS, MAX_TIMEOUT_BLOCKS);
        _requireBlocks(request.responseBlocks, minimumResponseBlocks == 0 ? 1 : minimumResponseBlocks, timeoutBlocks);
        _requireBlocks(terms.consumeBlocks, MIN_CONSUME_BLOCKS, MAX_CONSUME_BLOCKS);
        if (terms.commitBlocks == 0 && terms.revealBlocks == 0) return;
        // A runner must have its whole response time to commit, or silence would be no fault.
        _requireBlocks(terms.commitBlocks, request.responseBlocks, timeoutBlocks);
        _requireBlocks(terms.revealBlocks, 1, timeoutBlocks);
    }

    function _requireBlocks(uint256 given, uint256 minimum, uint256 maximum) private pure {
        if (given < minimum || given > maximum) revert IDispatcher.DispatchBadBlocks(given, minimum, maximum);
    }

    function _requireSchema(TaskTerms calldata terms, uint256 numRunners) private pure {
        terms.schema.requireWellFormed();
        uint256 bytesAtMost = numRunners * terms.schema.maxBytes();
        if (bytesAtMost > MAX_CALLBACK_BYTES)
            revert IDispatcher.DispatchResultsTooLarge(bytesAtMost, MAX_CALLBACK_BYTES);
        if ((terms.schema.kind() == SchemaKind.Custom) == (terms.schemaValidator == address(0)))
            revert IDispatcher.DispatchBadValidator(terms.schemaValidator);
    }

    function _requireCallback(CallbackRequest calldata callback) private pure {
        bool isSound =
            callback.gasLimit == 0
                ? callback.budget == 0
                : callback.target != address(0) && callback.gasLimit <= DeferredCall.MAX_GAS_LIMIT;
        if (!isSound) revert IDispatcher.DispatchBadCallback(callback.target, callback.gasLimit, callback.budget);
    }

    function _requireProof(
        ProofRequest calldata proof,
        mapping(address verifier => bool) storage isVetted
    ) private view {
        bool isSound = (proof.proofType == ProofType.None) == (proof.verifier == address(0));
        bool needsVetting = proof.proofType != ProofType.None && proof.proofType != ProofType.Custom;
        if (!isSound || (needsVetting && !isVetted[proof.verifier]))
            revert IDispatcher.DispatchBadProofRequest(uint8(proof.proofType), proof.verifier);
    }

    function _isVettedOrNobody(
        address judge,
        mapping(address verifier => bool) storage isVetted
    ) private view returns (bool) {
        return judge == address(0) || isVetted[judge];
    }
}
