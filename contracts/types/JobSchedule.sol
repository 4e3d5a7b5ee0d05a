// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice When a job runs, in milliseconds; the chain's time is its seconds times 1,000.
/// @param startTime When the first execution may start; 0 means on demand: one execution, as soon as it is matched.
/// @param endTime No execution starts at or after it, at delay 0. On demand: the job is matched before it.
/// @param interval From one execution's start to the next one's; 0 on demand.
/// @param duration Longest time that one execution takes; shorter than the interval.
/// @param maxStartDelay Longest time by which a processor's executions may be shifted.
struct JobSchedule {
    uint48 startTime;
    uint48 endTime;
    uint40 interval;
    uint40 duration;
    uint32 maxStartDelay;
}

using {executionsOf, isOnDemand} for JobSchedule global;

/// @notice How many executions a schedule has, whatever the delay; 0 for one that has none.
function executionsOf(JobSchedule memory schedule) pure returns (uint256) {
    return countExecutions(schedule.startTime, schedule.endTime, schedule.interval);
}

/// @notice The same of a schedule that is read field by field.
function countExecutions(uint256 startTime, uint256 endTime, uint256 interval) pure returns (uint256) {
    if (startTime == 0) return interval == 0 ? 1 : 0;
    if (endTime <= startTime || interval == 0) return 0;
    return (endTime - startTime - 1) / interval + 1;
}

/// @notice Whether a schedule is one execution whose start the match fixes.
function isOnDemand(JobSchedule memory schedule) pure returns (bool) {
    return schedule.startTime == 0;
}

/// @notice A series of executions of one processor, its delay folded into the start: [start + i * interval, + duration)
/// for each i below count, in milliseconds.
struct Series {
    uint48 start;
    uint40 interval;
    uint40 duration;
    uint24 count;
}
