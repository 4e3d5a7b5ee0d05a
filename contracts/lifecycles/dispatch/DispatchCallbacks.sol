// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {DeferredCall} from "../../libraries/DeferredCall.sol";
import {DeferredState} from "../../types/DeferredState.sol";
import {DispatchStatus} from "../../types/DispatchStatus.sol";
import {CallbackRequest, PayoutPolicy, ResultRecord, TaskTerms} from "../../types/DispatchTask.sol";
import {TaskHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DispatchSettlement} from "./DispatchSettlement.sol";

/// @title DispatchCallbacks
/// @notice The deferred callback: executed by anyone, judged by the actor, settled when it returns.
abstract contract DispatchCallbacks is DispatchSettlement {
    using DeferredCall for DeferredCall.Lane;
    using TransientSlot for *;

    /// @notice Gas kept for what follows a callback, whatever it burns.
    uint256 private constant SETTLEMENT_GAS = 110_000;
    /// @notice Gas kept for each runner that may be paid: a fresh credit, a receiver, an outcome.
    uint256 private constant PAYEE_GAS = 75_000;

    /// @dev Gas of the last release: two payees, one of them with its first credit, and the events beside it.
    uint256 private constant LAST_RELEASE_GAS = 45_000;
    /// @dev Calldata beside entries and results, in bytes at 16 gas; half of it are zeros.
    uint256 private constant FIXED_CALLDATA = 700;
    uint256 private constant WORD = 32;

    mapping(address actor => DeferredCall.Lane lane) private _lanes;

    /// @dev While a callback runs: its task, who may consume, and who was consumed.
    TaskId private transient _executing;
    address private transient _executingActor;
    address private transient _executingTarget;
    address private transient _consumed;

    /* EXECUTION */

    /// @inheritdoc IDispatcher
    function executeCallback(
        TaskId id,
        TaskTerms calldata terms,
        ResultRecord calldata record,
        bytes[] calldata results
    ) external nonReentrant {
        uint256 gasAtStart = gasleft();
        TaskHead head = _heads[id];
        _requireTerms(id, terms);
        _requireExecutable(id, head);
        DeferredCall.requireDue(record.sealedAt, terms.consumeBlocks);
        bytes32[] memory variants = _hashesOf(id, record.entries, results);
        bytes32 chain = _requireRecord(id, record.entries, variants, record.sealedAt);
        _lanes[terms.actor].take(terms.actor, terms.callback.gasLimit);

        uint256 budget = _takeBudget(id, head, terms);
        (bool isSuccess, bytes memory reason, address runner) = _call(id, terms, record.entries, results);
        if (runner != address(0)) {
            _finalize(id, terms, record.entries, variants, _indexOf(id, runner, record.entries));
        } else if (isSuccess) {
            // The consume window runs from here.
            _records[id] = _seal(chain, block.number);
        }

        // Priced once the runners have their money, so that only the last release is left to guess.
        uint256 paid = _price(terms, gasAtStart, record, results, budget);
        if (isSuccess) emit CallbackExecuted(id, msg.sender, paid);
        else emit CallbackFailed(id, msg.sender, paid, reason);

        _releaseNative(id, terms, paid, budget - paid);
    }

    function _requireExecutable(TaskId id, TaskHead head) private pure {
        if (head.status() != DispatchStatus.Completed)
            revert DispatchWrongStatus(id, head.status(), DispatchStatus.Completed);
        if (head.callback() != DeferredState.Scheduled && head.callback() != DeferredState.Failed)
            revert DispatchWrongCallbackState(id, uint8(head.callback()));
    }

    /// @dev The distinct results' hashes, in order of first appearance: an executor has no say in how ties are broken.
    function _hashesOf(
        TaskId id,
        uint256[] calldata entries,
        bytes[] calldata results
    ) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](results.length);
        for (uint256 i; i < results.length; ++i) {
            hashes[i] = keccak256(results[i]);
            for (uint256 j; j < i; ++j) {
                if (hashes[j] == hashes[i]) revert DispatchWrongVariants(id, i);
            }
        }
        uint256 seen;
        for (uint256 i; i < entries.length; ++i) {
            uint256 variant = uint8(entries[i]);
            if (variant > seen) revert DispatchWrongVariants(id, variant);
            if (variant == seen) ++seen;
        }
        if (seen != results.length) revert DispatchWrongVariants(id, seen);
    }

    /// @dev Opens the task for consumption, calls, and closes it again.
    function _call(
        TaskId id,
        TaskTerms calldata terms,
        uint256[] calldata entries,
        bytes[] calldata results
    ) private returns (bool isSuccess, bytes memory reason, address runner) {
        CallbackRequest calldata callback = terms.callback;
        (_executing, _executingActor, _executingTarget) = (id, terms.actor, callback.target);
        // Keyed by the task and never cleared: who may be consumed does not change.
        for (uint256 i; i < entries.length; ++i) _consumableSlot(id, _runnerOf(entries[i])).asBoolean().tstore(true);
        _setCallback(id, DeferredState.Executing);

        (isSuccess, reason) = DeferredCall.perform(
            DeferredCall.Call({
                target: callback.target,
                gasLimit: callback.gasLimit,
                payload: _payload(id, callback.selector, entries, results),
                reserve: _reserve(terms.payoutPolicy, entries.length)
            })
        );

        runner = _consumed;
        (_executing, _executingActor, _executingTarget, _consumed) = (
            TaskId.wrap(0),
            address(0),
            address(0),
            address(0)
        );
        _setCallback(id, isSuccess ? DeferredState.Executed : DeferredState.Failed);
    }

    function _reserve(PayoutPolicy policy, uint256 entries) private pure returns (uint256) {
        return SETTLEMENT_GAS + PAYEE_GAS * (policy == PayoutPolicy.ConsumedOnly ? 1 : entries);
    }

    /// @dev The calldata of IDispatchActor.onResults under the actor's selector.
    function _payload(
        TaskId id,
        bytes4 selector,
        uint256[] calldata entries,
        bytes[] calldata results
    ) private pure returns (bytes memory) {
        address[] memory runners = new address[](entries.length);
        uint8[] memory variantOf = new uint8[](entries.length);
        uint8[] memory counts = new uint8[](results.length);
        for (uint256 i; i < entries.length; ++i) {
            runners[i] = _runnerOf(entries[i]);
            variantOf[i] = uint8(entries[i]);
            ++counts[variantOf[i]];
        }
        uint8 leading;
        for (uint8 i = 1; i < counts.length; ++i) {
            if (counts[i] > counts[leading]) leading = i;
        }
        return abi.encodeWithSelector(selector, id, runners, variantOf, results, leading, counts[leading]);
    }

    /// @dev What the executor is owed out of the budget.
    function _price(
        TaskTerms calldata terms,
        uint256 gasAtStart,
        ResultRecord calldata record,
        bytes[] calldata results,
        uint256 budget
    ) private view returns (uint256) {
        uint256 dataBytes = FIXED_CALLDATA + record.entries.length * WORD;
        for (uint256 i; i < results.length; ++i) dataBytes += results[i].length + 3 * WORD;
        uint256 gasUsed = DeferredCall.transactionGas(gasAtStart - gasleft() + LAST_RELEASE_GAS, dataBytes);
        uint256 age = block.number - record.sealedAt - 1;
        return DeferredCall.price(gasUsed, age, terms.callback.maxTip, budget);
    }

    /* CONSUMPTION */

    /// @inheritdoc IDispatcher
    function consumeResult(TaskId id, address runner) external {
        if (TaskId.unwrap(_executing) != TaskId.unwrap(id)) revert DispatchNotExecuting(id);
        if (msg.sender != _executingActor && msg.sender != _executingTarget)
            revert DispatchNotActor(_executingActor, msg.sender);
        if (_consumed != address(0)) revert DispatchAlreadyConsumed(id, _consumed);
        if (!_consumableSlot(id, runner).asBoolean().tload()) revert DispatchNoSuchResult(id, runner);

        _consumed = runner;
    }

    function _consumableSlot(TaskId id, address runner) private pure returns (bytes32) {
        return keccak256(abi.encode(id, runner, "muster.dispatch.consumable"));
    }

    /* OWNERS */

    /// @inheritdoc IDispatcher
    function bumpCallback(TaskId id) external payable nonReentrant {
        _requireExecutable(id, _heads[id]);
        if (msg.value == 0) revert DispatchWrongValue(0, 1);

        _bumps[id] += msg.value;
        _heads[id] = _heads[id].withBumped(true);

        emit CallbackBumped(id, msg.sender, msg.value);

        escrow.holdValue{value: msg.value}();
    }

    /// @inheritdoc IDispatcher
    function cancelCallback(TaskId id, TaskTerms calldata terms, ResultRecord calldata record) external nonReentrant {
        TaskHead head = _heads[id];
        _requireTerms(id, terms);
        if (msg.sender != terms.actor) revert DispatchNotActor(terms.actor, msg.sender);
        _requireExecutable(id, head);
        bytes32 chain = _requireRecord(id, record.entries, record.variants, record.sealedAt);
        DeferredCall.requireAlive(record.sealedAt, terms.consumeBlocks);

        uint256 budget = _takeBudget(id, head, terms);
        _setCallback(id, DeferredState.Cancelled);
        _records[id] = _seal(chain, block.number);

        emit CallbackCancelled(id);

        _releaseNative(id, terms, 0, budget);
    }
}
