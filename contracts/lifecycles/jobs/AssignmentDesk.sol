// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {JobHead, JobSlot, JobTerms, toJobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {Assignment, hashAssignment} from "../../types/JobLeaves.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {JobStore} from "./JobStore.sol";
import {Penalties} from "./Penalties.sol";

/// @title AssignmentDesk
/// @notice From a match to an assignment, which all processors promise or none, and back.
library AssignmentDesk {
    using JobStore for JobStore.Store;

    /// @notice See IJobMarket.acknowledge.
    function acknowledge(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        uint256 index
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        (JobHead memory head, JobSlot memory slot) = _requireUnanswered(store, wiring, id, terms, index);

        uint16 acknowledged = head.acknowledged | uint16(1 << index);
        store.heads[id].acknowledged = acknowledged;

        emit IJobMarket.SlotAcknowledged(id, slot.processor, index, _leafOf(wiring, id, terms, head, index, slot));

        if (acknowledged == (uint256(1) << terms.slots) - 1) store.move(id, JobStatus.Assigned);
    }

    /// @notice See IJobMarket.decline.
    function decline(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        uint256 index
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        (, JobSlot memory slot) = _requireUnanswered(store, wiring, id, terms, index);

        emit IJobMarket.SlotDeclined(id, slot.processor, index);

        _reopen(store, id, terms);
    }

    /// @notice See IJobMarket.releaseUnacknowledged.
    function releaseUnacknowledged(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobHead memory head = store.requireStatus(id, terms, JobStatus.Matched);
        uint256 deadline = JobStore.deadlineOf(wiring, head);
        if (block.timestamp < deadline) revert IJobMarket.JobDeadlineAhead(id, block.timestamp, deadline);

        _reopen(store, id, terms);
        for (uint256 i; i < terms.slots; ++i) {
            if ((head.acknowledged >> i) & 1 == 1) continue;
            Penalties.missAcknowledgment(store, wiring, id, terms, i, store.slots[id][i]);
        }
    }

    /// @dev All processors are free again, those that acknowledged as well.
    function _reopen(JobStore.Store storage store, JobId id, JobTerms calldata terms) private {
        store.move(id, JobStatus.Open);
        for (uint256 i; i < terms.slots; ++i) store.freeLane(id, i);
    }

    function _requireUnanswered(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index
    ) private view returns (JobHead memory head, JobSlot memory slot) {
        head = store.requireStatus(id, terms, JobStatus.Matched);
        slot = store.requireProcessor(wiring, id, index);
        uint256 deadline = JobStore.deadlineOf(wiring, head);
        if (block.timestamp >= deadline) revert IJobMarket.JobDeadlinePassed(id, block.timestamp, deadline);
        if ((head.acknowledged >> index) & 1 == 1) revert IJobMarket.JobAlreadyAcknowledged(id, index);
    }

    function _leafOf(
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        JobHead memory head,
        uint256 index,
        JobSlot memory slot
    ) private view returns (bytes32) {
        return
            hashAssignment(
                Assignment({
                    homeChainId: block.chainid,
                    market: address(this),
                    job: id,
                    slot: index,
                    processor: msg.sender,
                    chainId: terms.destination.chainId,
                    target: terms.destination.target,
                    gasLimit: terms.destination.gasLimit,
                    start: JobStore.startOf(wiring, head, terms, slot.startDelay),
                    interval: terms.schedule.interval,
                    window: uint256(terms.schedule.duration) + wiring.settings.reportTolerance(),
                    count: JobStore.executionsOf(terms)
                })
            );
    }
}
