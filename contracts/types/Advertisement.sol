// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";
import {OperatorId} from "./OperatorId.sol";

/// @notice What a processor offers, and at which price.
/// @param currency Currency of its prices; it takes no other.
/// @param windowEnd It takes executions up to this time, in milliseconds; 0 where windowDelta says it.
/// @param windowDelta The same, counted from the match; 0 where windowEnd says it.
/// @param feePerMillisecond Price of a millisecond of an execution's duration.
/// @param feePerByte Price of a byte of the job's storage, for each execution.
/// @param baseFee Price of an execution beside that.
/// @param modules Bit k set: it has module k.
/// @param isRestricted Whether it serves only the consumers that it names.
/// @param maxMemory Most bytes of memory that an execution may use.
/// @param storageCapacity Bytes that all of its jobs may store together.
/// @param networkQuota Requests a second that an execution may make.
struct Advertisement {
    Currency currency;
    uint48 windowEnd;
    uint48 windowDelta;
    uint64 feePerMillisecond;
    uint64 feePerByte;
    uint88 baseFee;
    uint32 modules;
    bool isRestricted;
    uint32 maxMemory;
    uint32 storageCapacity;
    uint16 networkQuota;
}

/// @notice An advertisement as it is stored, beside what its processor has taken on: three slots.
struct Offer {
    // slot 0
    Currency currency;
    uint48 windowEnd;
    uint48 windowDelta;
    // slot 1
    uint64 feePerMillisecond;
    uint64 feePerByte;
    uint88 baseFee;
    uint32 modules;
    bool isRestricted;
    // slot 2
    uint32 maxMemory;
    uint32 storageCapacity;
    uint16 networkQuota;
    bool isActive;
    /// Counts advertisements: the consumers named in an older one are forgotten.
    uint32 version;
    /// Bit k set: lane k holds a commitment.
    uint32 lanes;
    uint32 storageUsed;
}

/// @notice A commitment of a processor to run a slot of a job: one slot.
/// @param jobTag The first bytes of the hash of job and slot, by which a lane's owner is known.
struct Commitment {
    // slot 0
    uint48 start;
    uint40 interval;
    uint40 duration;
    uint24 count;
    uint32 storageBytes;
    bytes9 jobTag;
}

/// @notice Who runs a slot of a job.
/// @param processor The operator.
/// @param startDelay Milliseconds by which its executions are shifted; at most the schedule's maxStartDelay.
struct SlotMatch {
    OperatorId processor;
    uint32 startDelay;
}
