// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {Currency, NATIVE} from "../../types/Currency.sol";
import {DeferredState} from "../../types/DeferredState.sol";
import {DispatchProgress} from "../../types/DispatchProgress.sol";
import {DispatchStatus} from "../../types/DispatchStatus.sol";
import {PayoutPolicy, ResultRecord, TaskTerms} from "../../types/DispatchTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Payment, truncate} from "../../types/Payment.sol";
import {TaskHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DispatchResults} from "./DispatchResults.sol";

/// @title DispatchSettlement
/// @notice Where money leaves: expiry, consumption, and the default that follows when nobody consumed.
abstract contract DispatchSettlement is DispatchResults {
    uint256 internal constant NOBODY = type(uint256).max;

    /// @dev Wei added to the budgets of callbacks after submission.
    mapping(TaskId id => uint256 amount) internal _bumps;

    /* EXPIRY */

    /// @inheritdoc IDispatcher
    function expire(TaskId id, TaskTerms calldata terms) external nonReentrant {
        TaskHead head = _heads[id];
        DispatchProgress progress = _progress[id];
        _requireTerms(id, terms);
        bool isExhausted = _isExhausted(head, progress);
        if (!isExhausted && block.number < head.timeoutBlock())
            revert DispatchNotExpired(id, block.number, head.timeoutBlock());

        _move(id, isExhausted ? DispatchStatus.Failed : DispatchStatus.TimedOut);
        uint256 submitted = progress.submittedCount();
        _records[id] = _seal(_records[id], block.number);

        if (isExhausted) emit TaskFailed(id, submitted, head.numRunners());
        else emit TaskTimedOut(id, submitted, head.numRunners());

        uint256 unearned = (head.numRunners() - submitted) * terms.paymentPerRunner;
        if (terms.currency.isNative()) return _releaseNative(id, terms, 0, unearned + terms.callback.budget);
        _releaseFirst(terms.currency, new Payment[](1), 0, _refundOf(id, terms, terms.currency, unearned));
        _releaseNative(id, terms, 0, terms.callback.budget);
    }

    /* CONSUMPTION */

    /// @inheritdoc IDispatcher
    function consumeResult(
        TaskId id,
        address runner,
        TaskTerms calldata terms,
        ResultRecord calldata record
    ) external nonReentrant {
        if (msg.sender != terms.actor && msg.sender != terms.callback.target)
            revert DispatchNotActor(terms.actor, msg.sender);

        _settle(id, terms, record, _indexOf(id, runner, record.entries));
    }

    /// @inheritdoc IDispatcher
    function settle(TaskId id, TaskTerms calldata terms, ResultRecord calldata record) external nonReentrant {
        _settle(id, terms, record, NOBODY);
    }

    /// @dev Consumption belongs to the window, the default to the time after it.
    function _settle(TaskId id, TaskTerms calldata terms, ResultRecord calldata record, uint256 consumed) private {
        TaskHead head = _heads[id];
        _requireSettleable(id, head, terms, record);
        uint256 closesAt = _closesAt(head, terms, record);
        if (consumed != NOBODY && block.number > closesAt) revert DispatchWindowOver(id, block.number, closesAt);
        if (consumed == NOBODY && block.number <= closesAt) revert DispatchWindowOpen(id, block.number, closesAt);

        uint256 leftover = _takeBudget(id, head, terms);
        _finalize(id, terms, record.entries, record.variants, consumed);
        _releaseNative(id, terms, 0, leftover);
    }

    function _requireSettleable(
        TaskId id,
        TaskHead head,
        TaskTerms calldata terms,
        ResultRecord calldata record
    ) private view {
        if (!head.status().canBecome(DispatchStatus.Finalized))
            revert DispatchBadMove(id, head.status(), DispatchStatus.Finalized);
        _requireTerms(id, terms);
        _requireRecord(id, record.entries, record.variants, record.sealedAt);
    }

    /// @dev The last block of the consume window. A callback that is still due, or has failed and may be retried, has
    /// one window of its own first. Nothing waits for a task without results.
    function _closesAt(
        TaskHead head,
        TaskTerms calldata terms,
        ResultRecord calldata record
    ) private pure returns (uint256) {
        if (record.entries.length == 0) return 0;
        bool isCallbackAlive =
            head.status() == DispatchStatus.Completed &&
                (head.callback() == DeferredState.Scheduled || head.callback() == DeferredState.Failed);
        return record.sealedAt + (isCallbackAlive ? 2 : 1) * uint256(terms.consumeBlocks);
    }

    /// @dev What is left of a callback's budget, which is thereby spent.
    function _takeBudget(TaskId id, TaskHead head, TaskTerms calldata terms) internal returns (uint256 budget) {
        if (head.callback() == DeferredState.Scheduled) budget = terms.callback.budget;
        if (!head.isBumped()) return budget;

        budget += _bumps[id];
        delete _bumps[id];
        _heads[id] = _heads[id].withBumped(false);
    }

    /* RECORDS */

    /// @dev Rebuilds the running hash from what the caller carries, and returns it unsealed.
    function _requireRecord(
        TaskId id,
        uint256[] calldata entries,
        bytes32[] memory variants,
        uint256 sealedAt
    ) internal view returns (bytes32 chain) {
        for (uint256 i; i < entries.length; ++i) {
            uint256 variant = uint8(entries[i]);
            chain = _chain(chain, entries[i] ^ variant, variant < variants.length ? variants[variant] : bytes32(0));
        }
        bytes32 given = _seal(chain, sealedAt);
        if (given != _records[id]) revert DispatchWrongRecord(id, given, _records[id]);
    }

    function _indexOf(TaskId id, address runner, uint256[] calldata entries) internal pure returns (uint256) {
        for (uint256 i; i < entries.length; ++i) {
            if (_runnerOf(entries[i]) == runner) return i;
        }
        revert DispatchNoSuchResult(id, runner);
    }

    function _runnerOf(uint256 entry) internal pure returns (address) {
        return address(uint160(entry >> 96));
    }

    function _operatorOf(uint256 entry) private pure returns (OperatorId) {
        return OperatorId.wrap(uint32(entry >> 64));
    }

    /* PAYMENT */

    /// @dev Ends the task: pays the runners, and refunds the shares that nobody earned.
    function _finalize(
        TaskId id,
        TaskTerms calldata terms,
        uint256[] calldata entries,
        bytes32[] memory variants,
        uint256 consumed
    ) internal {
        _move(id, DispatchStatus.Finalized);

        Payment[] memory payments = new Payment[](entries.length + 1);
        uint256 paid;
        for (uint256 i; i < entries.length; ++i) {
            if (!_isPaid(terms.payoutPolicy, entries, variants, consumed, i)) continue;
            payments[paid++] = _payRunner(id, terms, entries[i]);
        }
        uint256 unearned = (entries.length - paid) * terms.paymentPerRunner;
        Payment memory refund = _refundOf(id, terms, terms.currency, unearned);

        address consumedRunner = consumed == NOBODY ? address(0) : _runnerOf(entries[consumed]);
        emit TaskFinalized(id, consumedRunner, paid, paid * terms.paymentPerRunner);

        _releaseFirst(terms.currency, payments, paid, refund);
    }

    /// @dev By default every accepted result is paid: results are never free.
    function _isPaid(
        PayoutPolicy policy,
        uint256[] calldata entries,
        bytes32[] memory variants,
        uint256 consumed,
        uint256 index
    ) private pure returns (bool) {
        if (consumed == NOBODY || consumed == index || policy == PayoutPolicy.AllValid) return true;
        if (policy == PayoutPolicy.ConsumedOnly) return false;
        // By hash, since a caller may name one result twice.
        return variants[uint8(entries[index])] == variants[uint8(entries[consumed])];
    }

    function _payRunner(TaskId id, TaskTerms calldata terms, uint256 entry) private returns (Payment memory payment) {
        OperatorId operator = _operatorOf(entry);
        payment.to = registry.rewardsReceiverOf(operator);
        payment.amount = terms.paymentPerRunner;

        emit RunnerPaid(id, _runnerOf(entry), payment.to, payment.amount);

        _recordOutcome(operator, _runnerOf(entry), terms, true);
    }

    /// @dev What concerns the callback's budget, always native: the executor's part, and what goes back to the actor.
    function _releaseNative(TaskId id, TaskTerms calldata terms, uint256 executorPay, uint256 leftover) internal {
        Payment[] memory payments = new Payment[](2);
        payments[0] = Payment(msg.sender, uint128(executorPay));
        _releaseFirst(NATIVE, payments, executorPay == 0 ? 0 : 1, _refundOf(id, terms, NATIVE, leftover));
    }

    function _refundOf(
        TaskId id,
        TaskTerms calldata terms,
        Currency currency,
        uint256 amount
    ) private returns (Payment memory) {
        if (amount != 0) emit ActorRefunded(id, terms.actor, currency, amount);
        return Payment(terms.actor, uint128(amount));
    }

    /// @dev Releases the first payments, and a refund after them unless it is nothing.
    function _releaseFirst(Currency currency, Payment[] memory payments, uint256 count, Payment memory refund) private {
        if (refund.amount != 0) payments[count++] = refund;
        if (count == 0) return;
        truncate(payments, count);
        escrow.release(currency, payments);
    }
}
