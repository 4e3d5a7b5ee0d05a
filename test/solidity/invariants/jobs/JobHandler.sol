// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobAdvertisements} from "../../../../contracts/interfaces/IJobAdvertisements.sol";
import {SlotMatch} from "../../../../contracts/types/Advertisement.sol";
import {ExecutionReport, JobAccess, JobDetails, JobHead, JobSlot, JobTerms} from "../../../../contracts/types/Job.sol";
import {JobId} from "../../../../contracts/types/JobId.sol";
import {JobSchedule, Series} from "../../../../contracts/types/JobSchedule.sol";
import {JobStatus} from "../../../../contracts/types/JobStatus.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {VM} from "../../helpers/Vm.sol";
import {JobStage} from "./JobStage.sol";

/// @title JobHandler
/// @notice Everything that may happen to jobs, one number at a time. An action that cannot apply does nothing; one that
/// should be taken and is refused reverts, which fails the run.
abstract contract JobHandler is JobStage {
    /// @notice Thrown when a match is refused for an overlap that there is not.
    error OverlapImagined(OperatorId processor);

    uint256 private constant MOST_EXECUTIONS = 6;

    JobId[] public ids;
    JobTerms[] internal _terms;
    /// @notice How many matches went through, and how many were refused for an overlap.
    uint256 public matches;
    uint256 public overlaps;

    function targets() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        (selectors[0], selectors[1], selectors[2]) = (this.post.selector, this.pair.selector, this.answer.selector);
        (selectors[3], selectors[4], selectors[5]) = (this.run.selector, this.wait.selector, this.count.selector);
        (selectors[6], selectors[7]) = (this.end.selector, this.collect.selector);
    }

    /* CONSUMERS */

    function post(uint256 seed) public {
        JobTerms memory terms;
        terms.consumer = _consumer(_draw(seed, "consumer", 0, CONSUMERS - 1));
        (terms.salt, terms.script) = (bytes32(ids.length), bytes32(seed | 1));
        (terms.access, terms.slots) = (JobAccess.Public, uint8(_draw(seed, "slots", 1, 4)));
        (terms.reward, terms.failureFee) = (uint88(_draw(seed, "reward", 20_000, 90_000)), 3_000);
        terms.needs.storageBytes = uint32(_draw(seed, "storage", 0, 400));
        terms.isMajority = terms.slots > 2 && seed % 3 == 0;
        terms.schedule = _drawSchedule(seed);
        VM.prank(terms.consumer);
        JobId id = market.registerJob(terms, JobDetails("", "", "", new OperatorId[](0)), new SlotMatch[](0));
        ids.push(id);
        _terms.push(terms);
    }

    function _drawSchedule(uint256 seed) private view returns (JobSchedule memory schedule) {
        uint256 time = _timestamp * 1_000;
        schedule.duration = uint40(_draw(seed, "duration", 1, 20_000));
        if (seed % 7 == 0) {
            schedule.endTime = uint48(time + 100_000);
            return schedule;
        }
        schedule.interval = uint40(schedule.duration + _draw(seed, "gap", 1, 60_000));
        schedule.startTime = uint48(time + _draw(seed, "start", 61_000, 300_000));
        uint256 executions = _draw(seed, "executions", 1, MOST_EXECUTIONS);
        schedule.endTime = uint48(schedule.startTime + (executions - 1) * schedule.interval + 1);
        schedule.maxStartDelay = uint32(_draw(seed, "delay", 0, 30_000));
    }

    /* MATCHES */

    /// @notice Tries processors drawn at random for a job; what is refused for an overlap must have one.
    function pair(uint256 seed) external {
        if (_timestamp % 2 == 0 || ids.length == 0) post(seed);
        (bool isFound, uint256 index) = _find(seed, JobStatus.Open);
        if (!isFound) return;
        JobTerms memory terms = _terms[index];
        SlotMatch[] memory slots = new SlotMatch[](terms.slots);
        for (uint256 i; i < slots.length; ++i) {
            uint256 draw = _draw(seed, "draw", i, type(uint256).max - 1);
            slots[i].processor = OperatorId.wrap(uint32(_draw(draw, "processor", 1, PROCESSORS)));
            slots[i].startDelay = uint32(_draw(draw, "shift", 0, terms.schedule.maxStartDelay));
        }
        VM.prank(MATCHER);
        try market.matchJob(ids[index], terms, new OperatorId[](0), slots) {
            ++matches;
        } catch (bytes memory reason) {
            if (bytes4(reason) != IJobAdvertisements.JobScheduleOverlap.selector) return;
            ++overlaps;
            _requireOverlap(index, slots);
        }
    }

    function _requireOverlap(uint256 index, SlotMatch[] memory slots) private view {
        for (uint256 i; i < slots.length; ++i) {
            Series memory wanted = _seriesOf(index, slots[i].startDelay, uint40(_timestamp));
            if (isBusy(slots[i].processor, wanted)) return;
        }
        revert OverlapImagined(slots[0].processor);
    }

    /* PROCESSORS */

    /// @notice Acknowledges, mostly; else declines, or is released for its silence.
    function answer(uint256 seed) external {
        (bool isFound, uint256 index) = _find(seed, JobStatus.Matched);
        if (!isFound) return;
        JobHead memory head = market.jobOf(ids[index]);
        if (_timestamp >= uint256(head.matchedAt) + ACK_WINDOW) {
            VM.prank(STRANGER);
            return market.releaseUnacknowledged(ids[index], _terms[index]);
        }
        for (uint256 i; i < _terms[index].slots; ++i) {
            if ((head.acknowledged >> i) & 1 == 1) continue;
            VM.prank(_runnerOf(market.slotOf(ids[index], i).processor));
            if (_draw(seed, "decline", 0, 19) == 0) return market.decline(ids[index], _terms[index], i);
            market.acknowledge(ids[index], _terms[index], i);
        }
    }

    /// @notice Reports the next execution of a slot whose window is open, or waits for one.
    function run(uint256 seed) external {
        (bool isFound, uint256 index) = _find(seed, JobStatus.Assigned);
        if (!isFound) return;
        uint256 slot = _draw(seed, "slot", 0, _terms[index].slots - 1);
        JobSlot memory state = market.slotOf(ids[index], slot);
        uint256 execution = state.next + _draw(seed, "skip", 0, 3) / 3;
        if (execution >= _terms[index].schedule.executionsOf()) return;
        (uint256 from, uint256 until) = market.windowOf(ids[index], _terms[index], slot, execution);
        if (_timestamp * 1_000 < from && seed % 2 == 0) _waitUntil((from + 999) / 1_000);
        if (_timestamp * 1_000 < from || _timestamp * 1_000 >= until) return;
        ExecutionReport memory told;
        (told.slot, told.execution, told.isSuccess) = (uint8(slot), uint24(execution), seed % 5 != 0);
        told.outputHash = bytes32(_draw(seed, "output", 0, 2));
        VM.prank(_runnerOf(state.processor));
        market.report(ids[index], _terms[index], told);
    }

    /* ANYBODY */

    function wait(uint256 seed) external {
        _waitUntil(_timestamp + _draw(seed, "seconds", 1, 40));
    }

    function count(uint256 seed) external {
        (bool isFound, uint256 index) = _find(seed, JobStatus.Assigned);
        if (!isFound) return;
        uint256 slot = _draw(seed, "slot", 0, _terms[index].slots - 1);
        uint256 next = market.slotOf(ids[index], slot).next;
        if (next == _terms[index].schedule.executionsOf()) return;
        (, uint256 until) = market.windowOf(ids[index], _terms[index], slot, next);
        if (_timestamp * 1_000 < until) return;
        VM.prank(STRANGER);
        market.countMissed(ids[index], _terms[index], slot);
    }

    function collect(uint256 seed) external {
        (bool isFound, uint256 index) = _find(seed, JobStatus.Assigned);
        if (!isFound) return;
        uint256 slot = _draw(seed, "slot", 0, _terms[index].slots - 1);
        JobSlot memory state = market.slotOf(ids[index], slot);
        uint256 failureFee = state.fee < 3_000 ? state.fee : 3_000;
        uint256 earned = uint256(state.successes) * state.fee + state.failures * failureFee;
        if (earned == market.collectedOf(ids[index], slot)) return;
        VM.prank(STRANGER);
        market.collectPay(ids[index], _terms[index], slot);
    }

    /// @notice Settles what is over, and sometimes cancels what is not.
    function end(uint256 seed) external {
        if (ids.length == 0) return;
        uint256 index = _draw(seed, "job", 0, ids.length - 1);
        JobStatus status = market.clockStatusOf(ids[index], _terms[index]);
        JobStatus stored = market.jobOf(ids[index]).status;
        if (status == JobStatus.Done && stored == JobStatus.Assigned) {
            VM.prank(STRANGER);
            market.settleJob(ids[index], _terms[index]);
        } else if (stored != JobStatus.Done && stored != JobStatus.Cancelled && _draw(seed, "cancel", 0, 7) == 0) {
            VM.prank(_terms[index].consumer);
            market.cancelJob(ids[index], _terms[index]);
        }
    }

    /// @notice Ends every job, by calls that anybody may make, long after all windows.
    function closeAll() external {
        _waitUntil(_timestamp + 10 days);
        for (uint256 i; i < ids.length; ++i) {
            JobStatus status = market.jobOf(ids[i]).status;
            if (status == JobStatus.Done || status == JobStatus.Cancelled) continue;
            VM.prank(STRANGER);
            if (status == JobStatus.Assigned) market.settleJob(ids[i], _terms[i]);
            if (status == JobStatus.Open) market.cancelJob(ids[i], _terms[i]);
            if (status == JobStatus.Matched) _dissolve(i);
        }
    }

    /// @dev The caller has chosen who calls first.
    function _dissolve(uint256 index) private {
        market.releaseUnacknowledged(ids[index], _terms[index]);
        VM.prank(STRANGER);
        market.cancelJob(ids[index], _terms[index]);
    }

    /* WHAT THERE IS */

    function jobCount() external view returns (uint256) {
        return ids.length;
    }

    function termsAt(uint256 index) external view returns (JobTerms memory) {
        return _terms[index];
    }

    /// @notice Whether a processor runs an execution of a live job while another one would run. Looks at each of them.
    function isBusy(OperatorId processor, Series memory wanted) public view returns (bool) {
        for (uint256 i; i < ids.length; ++i) {
            (bool isLive, Series memory series) = liveSeries(i, processor);
            if (isLive && doCollide(series, wanted)) return true;
        }
        return false;
    }

    /// @notice The series of a processor in a job, if it is bound by it.
    function liveSeries(uint256 index, OperatorId processor) public view returns (bool isLive, Series memory series) {
        JobHead memory head = market.jobOf(ids[index]);
        if (head.status != JobStatus.Matched && head.status != JobStatus.Assigned) return (false, series);
        for (uint256 i; i < _terms[index].slots; ++i) {
            JobSlot memory slot = market.slotOf(ids[index], i);
            if (OperatorId.unwrap(slot.processor) != OperatorId.unwrap(processor)) continue;
            return (true, _seriesOf(index, slot.startDelay, head.matchedAt));
        }
    }

    function _seriesOf(uint256 index, uint256 delay, uint40 matchedAt) private view returns (Series memory) {
        JobSchedule memory schedule = _terms[index].schedule;
        uint256 start = schedule.isOnDemand() ? (uint256(matchedAt) + ACK_WINDOW) * 1_000 : schedule.startTime;
        return
            Series({
                start: uint48(start + delay),
                interval: schedule.interval,
                duration: schedule.duration,
                count: uint24(schedule.executionsOf())
            });
    }

    /// @notice Whether two series collide, execution by execution.
    function doCollide(Series memory a, Series memory b) public pure returns (bool) {
        for (uint256 i; i < a.count; ++i) {
            for (uint256 j; j < b.count; ++j) {
                uint256 left = a.start + i * a.interval;
                uint256 right = b.start + j * b.interval;
                if (left < right + b.duration && right < left + a.duration) return true;
            }
        }
        return false;
    }

    function _find(uint256 seed, JobStatus status) private view returns (bool, uint256) {
        if (ids.length == 0) return (false, 0);
        uint256 from = _draw(seed, "job", 0, ids.length - 1);
        for (uint256 i; i < ids.length; ++i) {
            uint256 index = (from + i) % ids.length;
            if (market.jobOf(ids[index]).status == status) return (true, index);
        }
        return (false, 0);
    }
}
