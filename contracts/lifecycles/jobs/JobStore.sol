// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeviceAttestation} from "../../interfaces/IDeviceAttestation.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {IJobTemplates} from "../../interfaces/IJobTemplates.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IReceiptRoots} from "../../interfaces/IReceiptRoots.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {Commitment, Offer} from "../../types/Advertisement.sol";
import {DestinationKind, JobHead, JobSlot, JobTally, JobTerms, hashJobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {countExecutions} from "../../types/JobSchedule.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PackedJobSettings} from "../../types/PackedJobSettings.sol";
import {PoolId} from "../../types/PoolId.sol";

/// @title JobStore
/// @notice What is stored of each job, its one status writer, its one status reader, and its clock. The market's desks
/// are linked libraries that share it, since one contract would not fit the size limit.
library JobStore {
    /// @notice The ground that the market stands on.
    struct Ground {
        IEscrow escrow;
        IOperatorRegistry registry;
        IReputationLedger reputation;
        IDeviceAttestation devices;
        IReceiptRoots receipts;
        IJobTemplates templates;
    }

    /// @dev All that does not change.
    struct Wiring {
        Ground ground;
        PackedJobSettings settings;
        PoolId pool;
    }

    struct Store {
        mapping(JobId id => JobHead head) heads;
        mapping(JobId id => mapping(uint256 slot => JobSlot)) slots;
        mapping(JobId id => mapping(uint256 slot => uint256 amount)) collected;
        mapping(JobId id => mapping(uint256 execution => JobTally)) tallies;
        mapping(JobId id => mapping(uint256 execution => mapping(bytes32 outputHash => uint256 slots))) votes;
        mapping(OperatorId processor => Offer offer) offers;
        mapping(OperatorId processor => mapping(uint256 lane => Commitment)) commitments;
        mapping(OperatorId processor => mapping(uint32 version => mapping(address consumer => bool))) consumers;
        mapping(address verifier => bool isVetted) isVetted;
    }

    uint256 internal constant MILLISECONDS = 1_000;

    /* STATUS */

    /// @dev The only line that writes a status.
    function move(Store storage store, JobId id, JobStatus to) internal {
        JobStatus from = store.heads[id].status;
        if (!from.canBecome(to)) revert IJobMarket.JobBadMove(id, from, to);
        store.heads[id].status = to;

        emit IJobMarket.JobMoved(id, from, to);
    }

    /// @dev The status of a job by the clock.
    function statusOf(
        Store storage store,
        Wiring memory wiring,
        JobId id,
        JobTerms calldata terms
    ) internal view returns (JobStatus status) {
        status = statusOf(store, wiring, id);
        if (status == JobStatus.Open && timeNow() >= expiryOf(terms)) return JobStatus.Cancelled;
        if (status != JobStatus.Assigned) return status;
        JobHead memory head = store.heads[id];
        uint256 count = executionsOf(terms);
        for (uint256 i; i < terms.slots; ++i) {
            JobSlot memory slot = store.slots[id][i];
            if (slot.next < count && closedOf(wiring, head, terms, slot) < count) return JobStatus.Assigned;
        }
        return JobStatus.Done;
    }

    /// @dev The status of a job, as far as storage tells.
    function statusOf(Store storage store, Wiring memory wiring, JobId id) internal view returns (JobStatus) {
        JobHead memory head = store.heads[id];
        bool isStale = head.status == JobStatus.Matched && block.timestamp >= deadlineOf(wiring, head);
        return isStale ? JobStatus.Open : head.status;
    }

    /// @dev A job in one status; the terms are its own.
    function requireStatus(
        Store storage store,
        JobId id,
        JobTerms calldata terms,
        JobStatus needed
    ) internal view returns (JobHead memory head) {
        requireTerms(id, terms);
        head = store.heads[id];
        if (head.status != needed) revert IJobMarket.JobWrongStatus(id, head.status, needed);
    }

    /// @dev The id is made of the terms, so terms that lead to it are the job's.
    function requireTerms(JobId id, JobTerms calldata terms) internal view {
        JobId given = idOf(terms);
        if (JobId.unwrap(given) != JobId.unwrap(id)) revert IJobMarket.JobWrongTerms(id, given);
    }

    function idOf(JobTerms calldata terms) internal view returns (JobId) {
        return JobId.wrap(keccak256(abi.encode(block.chainid, address(this), hashJobTerms(terms))));
    }

    /* PARTIES */

    /// @dev A slot that the caller runs.
    function requireProcessor(
        Store storage store,
        Wiring memory wiring,
        JobId id,
        uint256 index
    ) internal view returns (JobSlot memory slot) {
        slot = store.slots[id][index];
        uint32 caller = OperatorId.unwrap(wiring.ground.registry.operatorOf(msg.sender));
        // A slot that nobody runs has the number that an account without an operator has.
        if (caller == 0 || caller != OperatorId.unwrap(slot.processor))
            revert IJobMarket.JobNotProcessor(id, index, msg.sender);
    }

    /* SCHEDULE */

    // Read where it lies: as a schedule in memory, all of it would be copied first.

    /// @dev How many executions each slot of a job has.
    function executionsOf(JobTerms calldata terms) internal pure returns (uint256) {
        return countExecutions(terms.schedule.startTime, terms.schedule.endTime, terms.schedule.interval);
    }

    /// @dev Whether a job is one execution whose start the match fixes.
    function isOnDemand(JobTerms calldata terms) internal pure returns (bool) {
        return terms.schedule.startTime == 0;
    }

    /* CLOCK */

    function timeNow() internal view returns (uint256) {
        return block.timestamp * MILLISECONDS;
    }

    /// @dev When the time to acknowledge is over, in seconds.
    function deadlineOf(Wiring memory wiring, JobHead memory head) internal pure returns (uint256) {
        return uint256(head.matchedAt) + wiring.settings.ackWindow();
    }

    /// @dev From when on an open job can be ended by anyone.
    function expiryOf(JobTerms calldata terms) internal pure returns (uint256) {
        return isOnDemand(terms) ? terms.schedule.endTime : terms.schedule.startTime;
    }

    /// @dev When a matched job's first execution starts, at a delay. On demand that is when acknowledging is over.
    function startOf(
        Wiring memory wiring,
        JobHead memory head,
        JobTerms calldata terms,
        uint256 delay
    ) internal pure returns (uint256) {
        return (isOnDemand(terms) ? deadlineOf(wiring, head) * MILLISECONDS : terms.schedule.startTime) + delay;
    }

    /// @dev From an execution's start to the end of the time to report it.
    function windowLengthOf(Wiring memory wiring, JobTerms calldata terms) internal pure returns (uint256 length) {
        length = uint256(terms.schedule.duration) + wiring.settings.reportTolerance();
        if (terms.destination.kind == DestinationKind.OtherChain) length += wiring.settings.receiptWindow();
    }

    /// @dev How many of a slot's windows are closed: those of all executions below.
    function closedOf(
        Wiring memory wiring,
        JobHead memory head,
        JobTerms calldata terms,
        JobSlot memory slot
    ) internal view returns (uint256) {
        uint256 firstCloses = startOf(wiring, head, terms, slot.startDelay) + windowLengthOf(wiring, terms);
        uint256 time = timeNow();
        if (time < firstCloses) return 0;
        uint256 count = executionsOf(terms);
        if (count == 1) return 1;
        uint256 closed = (time - firstCloses) / terms.schedule.interval + 1;
        return closed < count ? closed : count;
    }

    /* COMMITMENTS */

    /// @dev By which the owner of a lane is known.
    function tagOf(JobId id, uint256 index) internal pure returns (bytes9) {
        return bytes9(keccak256(abi.encode(id, index)));
    }

    /// @dev Gives a processor's lane back before its last execution is over.
    function freeLane(Store storage store, JobId id, uint256 index) internal {
        JobSlot memory slot = store.slots[id][index];
        Commitment memory commitment = store.commitments[slot.processor][slot.lane];
        Offer storage offer = store.offers[slot.processor];
        uint32 bit = uint32(1) << slot.lane;
        // It may have been swept, and even belong to another job by now.
        if (commitment.jobTag != tagOf(id, index) || offer.lanes & bit == 0) return;
        offer.lanes &= ~bit;
        offer.storageUsed -= commitment.storageBytes;
    }
}
