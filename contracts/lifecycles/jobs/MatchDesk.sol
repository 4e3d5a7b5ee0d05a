// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobAdvertisements} from "../../interfaces/IJobAdvertisements.sol";
import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {ScheduleOverlap} from "../../libraries/ScheduleOverlap.sol";
import {Advertisement, Commitment, Offer, SlotMatch} from "../../types/Advertisement.sol";
import {JobAccess, JobHead, JobNeeds, JobRuntime, JobSlot, JobTerms, toJobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {Series} from "../../types/JobSchedule.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {JobRules} from "./JobRules.sol";
import {JobStore} from "./JobStore.sol";

/// @title MatchDesk
/// @notice Advertisements, and the match of a job to processors whose offers fit it.
library MatchDesk {
    using JobStore for JobStore.Store;

    /// @notice Most consumers that an advertisement names.
    uint256 internal constant MAX_CONSUMERS = 32;
    /// @notice Most commitments that a processor has.
    uint256 internal constant LANES = 32;

    /* ADVERTISEMENTS */

    /// @notice See IJobAdvertisements.advertise.
    function advertise(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        Advertisement calldata ad,
        address[] calldata consumers
    ) external {
        OperatorId processor = _callersProcessor(wiring);
        if ((ad.windowEnd == 0) == (ad.windowDelta == 0))
            revert IJobAdvertisements.JobBadWindow(processor, ad.windowEnd, ad.windowDelta);
        if (ad.isRestricted != (consumers.length != 0) || consumers.length > MAX_CONSUMERS)
            revert IJobAdvertisements.JobBadConsumers(processor, ad.isRestricted, consumers.length, MAX_CONSUMERS);

        Offer memory offer = store.offers[processor];
        ++offer.version;
        (offer.currency, offer.windowEnd, offer.windowDelta) = (ad.currency, ad.windowEnd, ad.windowDelta);
        (offer.feePerMillisecond, offer.feePerByte, offer.baseFee) = (ad.feePerMillisecond, ad.feePerByte, ad.baseFee);
        (offer.modules, offer.isRestricted, offer.maxMemory) = (ad.modules, ad.isRestricted, ad.maxMemory);
        (offer.storageCapacity, offer.networkQuota, offer.isActive) = (ad.storageCapacity, ad.networkQuota, true);
        store.offers[processor] = offer;
        for (uint256 i; i < consumers.length; ++i) store.consumers[processor][offer.version][consumers[i]] = true;

        emit IJobAdvertisements.Advertised(processor, ad, consumers);
    }

    /// @notice See IJobAdvertisements.withdrawAdvertisement.
    function withdrawAdvertisement(JobStore.Store storage store, JobStore.Wiring memory wiring) external {
        OperatorId processor = wiring.ground.registry.operatorOf(msg.sender);
        if (!store.offers[processor].isActive) revert IJobAdvertisements.JobNoAdvertisement(processor);

        store.offers[processor].isActive = false;

        emit IJobAdvertisements.AdvertisementWithdrawn(processor);
    }

    function _callersProcessor(JobStore.Wiring memory wiring) private view returns (OperatorId processor) {
        processor = wiring.ground.registry.operatorOf(msg.sender);
        _requireMember(wiring, processor);
    }

    function _requireMember(JobStore.Wiring memory wiring, OperatorId processor) private view {
        if (!wiring.ground.registry.membershipOf(wiring.pool, processor).isLive)
            revert IJobAdvertisements.JobNotMember(processor);
    }

    /* MATCHES */

    /// @notice See IJobMarket.matchJob.
    /// @param matcher Who gets the matcher's share; nobody where the consumer matched.
    function matchJob(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        OperatorId[] calldata named,
        SlotMatch[] calldata slots,
        address matcher
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobStore.requireTerms(id, terms);
        JobRules.requireNamed(terms, named);
        store.move(id, JobStatus.Matched);
        _requireInTime(wiring, id, terms);
        if (slots.length != terms.slots) revert IJobMarket.JobWrongSlotCount(id, slots.length, terms.slots);

        JobHead storage stored = store.heads[id];
        (stored.matchedAt, stored.matcher, stored.acknowledged) = (uint40(block.timestamp), matcher, 0);
        ++stored.round;
        JobHead memory head = stored;
        for (uint256 i; i < slots.length; ++i) {
            OperatorId processor = slots[i].processor;
            for (uint256 j; j < i; ++j) {
                if (OperatorId.unwrap(slots[j].processor) == OperatorId.unwrap(processor))
                    revert IJobAdvertisements.JobDuplicateProcessor(processor);
            }
            _requireAllowed(store, wiring, terms, named, processor);
            _bind(store, wiring, id, head, terms, i, slots[i]);
        }
    }

    /// @dev Processors need their time to acknowledge before the start; on demand the start waits for it.
    function _requireInTime(JobStore.Wiring memory wiring, JobId id, JobTerms calldata terms) private view {
        uint256 time = JobStore.timeNow();
        uint256 notice = JobStore.isOnDemand(terms) ? 1 : wiring.settings.ackWindow() * JobStore.MILLISECONDS;
        uint256 expiry = JobStore.expiryOf(terms);
        uint256 latest = expiry < notice ? 0 : expiry - notice;
        if (time > latest) revert IJobMarket.JobOverdueMatch(id, time, latest);
    }

    /// @dev Freezes the price, and commits the processor.
    function _bind(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        uint256 index,
        SlotMatch calldata choice
    ) private {
        Offer memory offer = store.offers[choice.processor];
        Series memory series = _seriesOf(wiring, head, terms, choice.startDelay);
        uint256 fee = _requireOffer(terms, choice, offer, series);
        uint256 lane = _commit(
            store,
            choice.processor,
            offer,
            series,
            terms.needs.storageBytes,
            JobStore.tagOf(id, index)
        );
        store.slots[id][index] = JobSlot({
            processor: choice.processor,
            startDelay: choice.startDelay,
            lane: uint8(lane),
            fee: uint88(fee),
            next: 0,
            successes: 0,
            failures: 0,
            undecided: 0
        });

        emit IJobMarket.SlotMatched(id, choice.processor, index, choice.startDelay, lane, fee, head.matcher);
    }

    function _seriesOf(
        JobStore.Wiring memory wiring,
        JobHead memory head,
        JobTerms calldata terms,
        uint256 delay
    ) private pure returns (Series memory) {
        return
            Series({
                start: uint48(JobStore.startOf(wiring, head, terms, delay)),
                interval: terms.schedule.interval,
                duration: terms.schedule.duration,
                count: uint24(JobStore.executionsOf(terms))
            });
    }

    /* RULES */

    /// @dev Who the processor is: a member, with a live device, allowed by the job, serving its consumer, well reputed.
    function _requireAllowed(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobTerms calldata terms,
        OperatorId[] calldata named,
        OperatorId processor
    ) private view {
        _requireMember(wiring, processor);
        if (terms.runtime == JobRuntime.SecureHardware && wiring.ground.devices.liveUntil(processor) <= block.timestamp)
            revert IJobAdvertisements.JobNotAttested(processor);
        Offer storage offer = store.offers[processor];
        if (!offer.isActive) revert IJobAdvertisements.JobNoAdvertisement(processor);
        bool isServed = store.consumers[processor][offer.version][terms.consumer];
        if (offer.isRestricted && !isServed) revert IJobAdvertisements.JobConsumerNotAllowed(processor, terms.consumer);
        if (!_isAccessible(wiring, terms, named, processor, offer.isRestricted && isServed))
            revert IJobAdvertisements.JobProcessorNotAllowed(processor);
        uint256 needed = terms.needs.minReputation;
        if (needed == 0) return;
        uint256 score = wiring.ground.reputation.scoreOf(processor);
        if (score < needed) revert IJobAdvertisements.JobReputationTooLow(processor, score, needed);
    }

    function _isAccessible(
        JobStore.Wiring memory wiring,
        JobTerms calldata terms,
        OperatorId[] calldata named,
        OperatorId processor,
        bool servesByName
    ) private view returns (bool) {
        if (terms.access == JobAccess.Public) return true;
        if (terms.access == JobAccess.Personal && !servesByName) {
            if (wiring.ground.registry.identityOf(processor).controller != terms.consumer) return false;
        }
        for (uint256 i; i < named.length; ++i) {
            if (OperatorId.unwrap(named[i]) == OperatorId.unwrap(processor)) return true;
        }
        return false;
    }

    /// @dev What the processor offers: everything that the job needs, within its window, for what the job pays.
    function _requireOffer(
        JobTerms calldata terms,
        SlotMatch calldata choice,
        Offer memory offer,
        Series memory series
    ) private view returns (uint256 fee) {
        OperatorId processor = choice.processor;
        if (!(offer.currency == terms.currency))
            revert IJobAdvertisements.JobCurrencyMismatch(processor, terms.currency, offer.currency);
        if (choice.startDelay > terms.schedule.maxStartDelay)
            revert IJobAdvertisements.JobDelayTooLong(processor, choice.startDelay, terms.schedule.maxStartDelay);
        _requireResources(terms.needs, terms.schedule.duration, processor, offer);
        _requireWindow(terms, choice, offer, series);
        fee =
            uint256(offer.feePerMillisecond) * terms.schedule.duration +
            uint256(offer.feePerByte) * terms.needs.storageBytes +
            offer.baseFee;
        if (fee > terms.reward) revert IJobAdvertisements.JobRewardTooLow(processor, fee, terms.reward);
    }

    function _requireResources(
        JobNeeds calldata needs,
        uint256 duration,
        OperatorId processor,
        Offer memory offer
    ) private pure {
        if (needs.modules & ~offer.modules != 0)
            revert IJobAdvertisements.JobModuleMissing(processor, needs.modules, offer.modules);
        if (needs.memoryBytes > offer.maxMemory)
            revert IJobAdvertisements.JobMemoryExceeded(processor, needs.memoryBytes, offer.maxMemory);
        uint256 requests = (duration * offer.networkQuota) / JobStore.MILLISECONDS;
        if (needs.networkRequests > requests)
            revert IJobAdvertisements.JobNetworkQuotaExceeded(processor, needs.networkRequests, requests);
    }

    /// @dev By the schedule's end and the delay; on demand by the end of the one execution.
    function _requireWindow(
        JobTerms calldata terms,
        SlotMatch calldata choice,
        Offer memory offer,
        Series memory series
    ) private view {
        uint256 endsAt =
            JobStore.isOnDemand(terms)
                ? ScheduleOverlap.endOf(series)
                : uint256(terms.schedule.endTime) + choice.startDelay;
        uint256 windowEnd = offer.windowEnd == 0 ? JobStore.timeNow() + offer.windowDelta : offer.windowEnd;
        if (endsAt > windowEnd) revert IJobAdvertisements.JobWindowExceeded(choice.processor, endsAt, windowEnd);
    }

    /* COMMITMENTS */

    /// @dev Looks at each commitment once: what is over makes room, what overlaps reverts.
    function _commit(
        JobStore.Store storage store,
        OperatorId processor,
        Offer memory offer,
        Series memory series,
        uint32 storageBytes,
        bytes9 tag
    ) private returns (uint256 lane) {
        (uint32 lanes, uint32 used) = _sweep(store, processor, offer, series);
        lane = _firstFree(lanes);
        if (lane == LANES) revert IJobAdvertisements.JobProcessorBusy(processor, LANES);
        uint256 left = offer.storageCapacity < used ? 0 : offer.storageCapacity - used;
        if (storageBytes > left) revert IJobAdvertisements.JobStorageExceeded(processor, storageBytes, left);

        Offer storage stored = store.offers[processor];
        (stored.lanes, stored.storageUsed) = (lanes | (uint32(1) << uint8(lane)), used + storageBytes);
        store.commitments[processor][lane] = Commitment({
            start: series.start,
            interval: series.interval,
            duration: series.duration,
            count: series.count,
            storageBytes: storageBytes,
            jobTag: tag
        });
    }

    function _sweep(
        JobStore.Store storage store,
        OperatorId processor,
        Offer memory offer,
        Series memory series
    ) private view returns (uint32 lanes, uint32 used) {
        (lanes, used) = (offer.lanes, offer.storageUsed);
        uint256 time = JobStore.timeNow();
        uint256 rest = lanes;
        for (uint256 lane; rest != 0; (++lane, rest >>= 1)) {
            if (rest & 1 == 0) continue;
            Commitment memory other = store.commitments[processor][lane];
            Series memory live = Series(other.start, other.interval, other.duration, other.count);
            if (ScheduleOverlap.endOf(live) <= time) {
                lanes &= ~(uint32(1) << uint8(lane));
                used -= other.storageBytes;
            } else if (ScheduleOverlap.overlaps(live, series)) {
                revert IJobAdvertisements.JobScheduleOverlap(processor, lane);
            }
        }
    }

    function _firstFree(uint256 lanes) private pure returns (uint256 lane) {
        while (lane < LANES && (lanes >> lane) & 1 == 1) ++lane;
    }
}
