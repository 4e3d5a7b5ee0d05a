// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {DestinationKind, JobHead, JobSlot, JobTerms, toJobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {Payment, truncate} from "../../types/Payment.sol";
import {JobRules} from "./JobRules.sol";
import {JobStore} from "./JobStore.sol";
import {Penalties} from "./Penalties.sol";

/// @title SettlementDesk
/// @notice Where money leaves: pay on the way, the end of a job, and its cancellation.
library SettlementDesk {
    using JobStore for JobStore.Store;

    /// @dev What a job's end comes to.
    struct Bill {
        Payment[] payments;
        uint256 count;
        uint256 paid;
        uint256 collected;
        uint256 matcherShare;
    }

    /* ON THE WAY */

    /// @notice See IJobMarket.countMissed.
    function countMissed(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        uint256 index
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobHead memory head = store.requireStatus(id, terms, JobStatus.Assigned);
        if (index >= terms.slots) revert IJobMarket.JobBadSlots(index, terms.slots);
        JobSlot memory slot = store.slots[id][index];
        uint256 closed = JobStore.closedOf(wiring, head, terms, slot);
        if (closed <= slot.next) revert IJobMarket.JobNothingMissed(id, index, closed, slot.next);

        _passOver(store, wiring, id, terms, index, slot, closed);
    }

    /// @notice See IJobMarket.collectPay.
    function collectPay(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        uint256 index
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        store.requireStatus(id, terms, JobStatus.Assigned);
        JobSlot memory slot = store.slots[id][index];
        uint256 due = _earned(terms, slot) - store.collected[id][index];
        if (due == 0) revert IJobMarket.JobNothingToCollect(id, index);

        store.collected[id][index] += due;
        store.heads[id].isCollected = true;

        Payment[] memory payments = new Payment[](1);
        payments[0] = _payment(wiring, id, index, slot, due);
        wiring.ground.escrow.release(terms.currency, payments);
    }

    /* THE END */

    /// @notice See IJobMarket.settleJob.
    function settleJob(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobStore.requireTerms(id, terms);
        JobHead memory head = store.heads[id];
        store.move(id, JobStatus.Done);

        uint256 count = JobStore.executionsOf(terms);
        Bill memory bill = _newBill(terms);
        for (uint256 i; i < terms.slots; ++i) {
            JobSlot memory slot = store.slots[id][i];
            if (slot.next < count) {
                _requireOver(wiring, id, head, terms, slot, count);
                _passOver(store, wiring, id, terms, i, slot, count);
            }
            _bill(store, wiring, id, head, terms, i, slot, 0, bill);
        }
        _close(wiring, id, head, terms, bill);
    }

    function _requireOver(
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        JobSlot memory slot,
        uint256 count
    ) private view {
        uint256 closesAt =
            JobStore.startOf(wiring, head, terms, slot.startDelay) +
                (count - 1) * terms.schedule.interval +
                JobStore.windowLengthOf(wiring, terms);
        uint256 time = JobStore.timeNow();
        if (time < closesAt) revert IJobMarket.JobNotOver(id, time, closesAt);
    }

    /// @notice See IJobMarket.cancelJob.
    function cancelJob(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobStore.requireTerms(id, terms);
        JobHead memory head = store.heads[id];
        if (msg.sender != terms.consumer) _requireExpired(id, head, terms);
        store.move(id, JobStatus.Cancelled);

        Bill memory bill = _newBill(terms);
        if (head.status != JobStatus.Open) {
            for (uint256 i; i < terms.slots; ++i) {
                store.freeLane(id, i);
                if ((head.acknowledged >> i) & 1 == 1) _dismiss(store, wiring, id, head, terms, i, bill);
            }
        }
        _close(wiring, id, head, terms, bill);
    }

    function _requireExpired(JobId id, JobHead memory head, JobTerms calldata terms) private view {
        if (head.status != JobStatus.Open) revert IJobMarket.JobNotConsumer(terms.consumer, msg.sender);
        uint256 expiry = JobStore.expiryOf(terms);
        if (JobStore.timeNow() < expiry) revert IJobMarket.JobNotExpired(id, JobStore.timeNow(), expiry);
    }

    /// @dev Pays an acknowledged slot one execution beyond what it did, unless it has none left.
    function _dismiss(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        uint256 index,
        Bill memory bill
    ) private {
        JobSlot memory slot = store.slots[id][index];
        uint256 closed = head.status == JobStatus.Assigned ? JobStore.closedOf(wiring, head, terms, slot) : 0;
        if (closed > slot.next) _passOver(store, wiring, id, terms, index, slot, closed);
        uint256 extra = slot.next < JobStore.executionsOf(terms) ? slot.fee : 0;
        _bill(store, wiring, id, head, terms, index, slot, extra, bill);
    }

    /* BILLS */

    /// @dev Executions up to another are missed.
    function _passOver(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index,
        JobSlot memory slot,
        uint256 until
    ) private {
        store.slots[id][index].next = uint24(until);
        Penalties.miss(store, wiring, id, terms, index, slot, until);
        slot.next = uint24(until);
    }

    function _newBill(JobTerms calldata terms) private pure returns (Bill memory bill) {
        bill.payments = new Payment[](uint256(terms.slots) + 2);
    }

    function _bill(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        uint256 index,
        JobSlot memory slot,
        uint256 extra,
        Bill memory bill
    ) private {
        uint256 earned = _earned(terms, slot) + extra;
        uint256 collected = head.isCollected ? store.collected[id][index] : 0;
        bill.paid += earned;
        bill.collected += collected;
        if (head.matcher != address(0)) {
            bill.matcherShare += slot.successes * wiring.settings.matcherBps().portionOf(terms.reward - slot.fee);
        }
        if (earned == collected) return;
        bill.payments[bill.count++] = _payment(wiring, id, index, slot, earned - collected);
    }

    /// @dev What a slot's executions earned: see the table in docs/lifecycles/jobs.md.
    function _earned(JobTerms calldata terms, JobSlot memory slot) private pure returns (uint256 amount) {
        uint256 failureFee = Math.min(terms.failureFee, slot.fee);
        uint256 gasFee = terms.destination.gasFee;
        amount = slot.successes * (slot.fee + gasFee) + slot.failures * failureFee;
        // What a contract of this chain refused was brought to it all the same.
        if (terms.destination.kind == DestinationKind.SameChain) amount += slot.undecided * (failureFee + gasFee);
    }

    function _payment(
        JobStore.Wiring memory wiring,
        JobId id,
        uint256 index,
        JobSlot memory slot,
        uint256 amount
    ) private returns (Payment memory payment) {
        payment = Payment(wiring.ground.registry.rewardsReceiverOf(slot.processor), uint128(amount));

        emit IJobMarket.SlotPaid(id, slot.processor, index, payment.to, amount);
    }

    /// @dev Pays the bill, the matcher, and returns to the consumer whatever is left of the budget.
    function _close(
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        Bill memory bill
    ) private {
        uint256 refund = JobRules.budgetOf(terms) - bill.paid - bill.matcherShare;
        if (bill.matcherShare != 0) bill.payments[bill.count++] = Payment(head.matcher, uint128(bill.matcherShare));
        if (refund != 0) bill.payments[bill.count++] = Payment(terms.consumer, uint128(refund));

        emit IJobMarket.JobSettled(id, terms.consumer, bill.paid, bill.matcherShare, refund);

        if (bill.count == 0) return;
        truncate(bill.payments, bill.count);
        wiring.ground.escrow.release(terms.currency, bill.payments);
    }
}
