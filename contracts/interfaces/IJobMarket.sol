// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotMatch} from "../types/Advertisement.sol";
import {
    ExecutionReport,
    JobAccess,
    JobDetails,
    JobHead,
    JobRuntime,
    JobSettings,
    JobSlot,
    JobTally,
    JobTerms
} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";
import {IJobAdvertisements} from "./IJobAdvertisements.sol";

/// @title IJobMarket
/// @notice Scheduled jobs, matched to processors by anyone, acknowledged by all of them, reported execution by execution.
/// Times are milliseconds (the chain's seconds times 1,000), windows half-open; money is the job's currency.
interface IJobMarket is IJobAdvertisements {
    /* ERRORS */

    /// @notice Thrown when a job would move along an edge that the machine does not have.
    error JobBadMove(JobId id, JobStatus from, JobStatus to);

    /// @notice Thrown when a job is in another status than a call needs.
    error JobWrongStatus(JobId id, JobStatus status, JobStatus needed);

    /// @notice Thrown when the terms are not the job's.
    error JobWrongTerms(JobId id, JobId given);

    /// @notice Thrown when a job with these terms exists.
    error JobExists(JobId id);

    /// @notice Thrown when a deployment's settings contradict themselves.
    error JobBadSettings();

    /// @notice Thrown when somebody else than the consumer asks.
    error JobNotConsumer(address consumer, address caller);

    /// @notice Thrown when a schedule has no executions or too many, starts in the past, or overlaps itself.
    error JobBadSchedule(uint256 executions, uint256 interval, uint256 duration, uint256 startTime);

    /// @notice Thrown when a job has no slots, or too many.
    error JobBadSlots(uint256 slots, uint256 limit);

    /// @notice Thrown when an access names nobody where it must, or somebody where it must not.
    error JobBadAccess(JobAccess access, uint256 named);

    /// @notice Thrown when the processors are not those whose hash the job has.
    error JobWrongProcessors(bytes32 given, bytes32 needed);

    /// @notice Thrown when a least reputation is asked of processors that are named, or more than anybody can have.
    error JobBadReputation(JobAccess access, uint256 minReputation);

    /// @notice Thrown when no template has the number, or it has another script.
    error JobBadTemplate(uint32 template, bytes32 script);

    /// @notice Thrown when a failure would earn more than a success.
    error JobBadPrice(uint256 reward, uint256 failureFee);

    /// @notice Thrown when a destination contradicts itself.
    error JobBadDestination(uint8 kind, uint256 chainId, address target, uint256 gasLimit, uint256 gasFee);

    /// @notice Thrown when a report would call a contract of the ground.
    error JobForbiddenTarget(address target);

    /// @notice Thrown when a runtime and its verifier do not fit each other, or nobody here certifies devices.
    error JobBadRuntime(JobRuntime runtime, address verifier);

    /// @notice Thrown when a majority is asked of too few slots, or of outputs that a contract of this chain is given.
    error JobBadMajority(uint256 slots, uint8 destination);

    /// @notice Thrown when the attached native coin is not the budget.
    error JobWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when a public job is matched as it is registered.
    error JobInstantMatchPublic();

    /// @notice Thrown when a job is matched too close to its start. Milliseconds.
    error JobOverdueMatch(JobId id, uint256 time, uint256 latest);

    /// @notice Thrown when not every slot gets a processor.
    error JobWrongSlotCount(JobId id, uint256 given, uint256 needed);

    /// @notice Thrown when the caller does not run the slot.
    error JobNotProcessor(JobId id, uint256 slot, address caller);

    /// @notice Thrown when a slot was acknowledged already.
    error JobAlreadyAcknowledged(JobId id, uint256 slot);

    /// @notice Thrown when it is too late to acknowledge or to decline. Seconds.
    error JobDeadlinePassed(JobId id, uint256 time, uint256 deadline);

    /// @notice Thrown when there is still time to acknowledge. Seconds.
    error JobDeadlineAhead(JobId id, uint256 time, uint256 deadline);

    /// @notice Thrown when an execution was reported, or passed over by a later report, or is not one of the job's.
    error JobExecutionClosed(JobId id, uint256 slot, uint256 execution, uint256 next);

    /// @notice Thrown when an execution is reported outside of its window, [from, until). Milliseconds.
    error JobOutsideWindow(JobId id, uint256 execution, uint256 time, uint256 from, uint256 until);

    /// @notice Thrown when a message or a reference is too long.
    error JobOutputTooLong(JobId id, uint256 length, uint256 limit);

    /// @notice Thrown when the output is not the one whose hash is reported.
    error JobWrongOutput(JobId id, bytes32 given, bytes32 reported);

    /// @notice Thrown when nothing vouches for an output: the device's signature or the proof does not hold.
    error JobRuntimeRefused(JobId id, uint256 slot, uint256 execution);

    /// @notice Thrown when nothing shows the delivery: the endpoint's signature or the receipt does not hold.
    error JobDeliveryRefused(JobId id, uint256 slot, uint256 execution);

    /// @notice Thrown when no silence is to be counted.
    error JobNothingMissed(JobId id, uint256 slot, uint256 closed, uint256 next);

    /// @notice Thrown when nothing is to be collected.
    error JobNothingToCollect(JobId id, uint256 slot);

    /// @notice Thrown when a job is settled before its last window closed. Milliseconds.
    error JobNotOver(JobId id, uint256 time, uint256 closesAt);

    /// @notice Thrown when a stranger cancels before the start has passed. Milliseconds.
    error JobNotExpired(JobId id, uint256 time, uint256 expiresAt);

    /* EVENTS */

    /// @notice Emitted when a job changed its status.
    event JobMoved(JobId indexed id, JobStatus from, JobStatus to);

    /// @notice Emitted when a job was registered.
    event JobRegistered(JobId indexed id, address indexed consumer, JobTerms terms, JobDetails details);

    /// @notice Emitted for each slot when a job was matched.
    /// @param lane Lane of the processor's commitment.
    /// @param fee Price of an execution, frozen from now on.
    event SlotMatched(
        JobId indexed id,
        OperatorId indexed processor,
        uint256 slot,
        uint256 startDelay,
        uint256 lane,
        uint256 fee,
        address matcher
    );

    /// @notice Emitted when a processor acknowledged a slot.
    /// @param leaf Leaf of the tree of assignments.
    event SlotAcknowledged(JobId indexed id, OperatorId indexed processor, uint256 slot, bytes32 leaf);

    /// @notice Emitted when a processor declined a slot.
    event SlotDeclined(JobId indexed id, OperatorId indexed processor, uint256 slot);

    /// @notice Emitted when a processor did not answer.
    event SlotUnacknowledged(JobId indexed id, OperatorId indexed processor, uint256 slot);

    /// @notice Emitted when an execution ran and was delivered.
    /// @param output What points to the delivery; of a contract of this chain the output itself.
    event ExecutionSucceeded(
        JobId indexed id,
        OperatorId indexed processor,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash,
        bytes output
    );

    /// @notice Emitted when an execution failed.
    event ExecutionFailed(
        JobId indexed id,
        OperatorId indexed processor,
        uint256 slot,
        uint256 execution,
        bytes message
    );

    /// @notice Emitted when a consumer's contract refused an output.
    event ExecutionRefused(
        JobId indexed id,
        OperatorId indexed processor,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash,
        bytes reason
    );

    /// @notice Emitted when an execution of a Majority job has a majority.
    /// @param alike Bit k set: slot k reported that output.
    event MajorityFound(JobId indexed id, uint256 execution, bytes32 outputHash, uint256 alike);

    /// @notice Emitted when executions were missed: those from `from` up to, not including, `until`.
    event ExecutionsMissed(JobId indexed id, OperatorId indexed processor, uint256 slot, uint256 from, uint256 until);

    /// @notice Emitted when a slot was paid.
    event SlotPaid(JobId indexed id, OperatorId indexed processor, uint256 slot, address receiver, uint256 amount);

    /// @notice Emitted when a job ended.
    /// @param paid What its processors earned, all in all.
    /// @param matcherShare What its matcher got.
    /// @param refund What went back to the consumer.
    event JobSettled(JobId indexed id, address indexed consumer, uint256 paid, uint256 matcherShare, uint256 refund);

    /// @notice Emitted when governance vets a verifier, or no longer.
    event JobVerifierVetted(address indexed verifier, bool isVetted);

    /* CONSUMERS */

    /// @notice Registers a job of the caller, and holds its budget: (reward + gas of the destination) × slots × executions.
    /// @param terms What the consumer promises.
    /// @param details What is told with it.
    /// @param slots Empty, or a processor for each slot: the job is then matched at once, where access is not Public.
    /// @return id The job.
    function registerJob(
        JobTerms calldata terms,
        JobDetails calldata details,
        SlotMatch[] calldata slots
    ) external payable returns (JobId id);

    /// @notice Ends a job. The consumer may until it is done; anyone once an open job's start has passed. Each
    /// acknowledged slot is paid one execution beyond what it did, unless it has none left.
    function cancelJob(JobId id, JobTerms calldata terms) external;

    /* MATCHING */

    /// @notice Gives each slot of an open job a processor, or none; the prices are frozen. Anyone may.
    /// @param named The processors that the job names; empty where access is Public.
    /// @param slots A processor for each slot.
    function matchJob(
        JobId id,
        JobTerms calldata terms,
        OperatorId[] calldata named,
        SlotMatch[] calldata slots
    ) external;

    /// @notice Promises to run a slot in full. With the last slot's promise the job is assigned.
    function acknowledge(JobId id, JobTerms calldata terms, uint256 slot) external;

    /// @notice Declines a slot, before the deadline and its acknowledgment. The job is open again.
    function decline(JobId id, JobTerms calldata terms, uint256 slot) external;

    /// @notice Opens a job again that not all processors acknowledged in time. Those that did not answer lose reputation
    /// and a little stake. Anyone may.
    function releaseUnacknowledged(JobId id, JobTerms calldata terms) external;

    /* EXECUTION */

    /// @notice Reports an execution in its window. Executions of a slot are reported in order; those passed over are
    /// missed. A contract of this chain is called by it, and what comes of that is the report.
    function report(JobId id, JobTerms calldata terms, ExecutionReport calldata execution) external;

    /// @notice Counts the executions of a slot whose windows closed without a report, at the price of each. Anyone may.
    function countMissed(JobId id, JobTerms calldata terms, uint256 slot) external;

    /// @notice Pays a slot what it earned so far. Anyone may.
    function collectPay(JobId id, JobTerms calldata terms, uint256 slot) external;

    /// @notice Ends a job whose executions are all reported, or whose last window closed: pays the processors and the
    /// matcher, and returns the rest to the consumer. Anyone may.
    function settleJob(JobId id, JobTerms calldata terms) external;

    /* VIEWS */

    /// @notice The id of the job with these terms.
    function jobIdOf(JobTerms calldata terms) external view returns (JobId);

    /// @notice The status of a job, by the clock as far as storage alone tells: a matched job reads Open from its
    /// deadline on.
    function statusOf(JobId id) external view returns (JobStatus);

    /// @notice The status of a job, by the clock: an open job whose start has passed reads Cancelled, an assigned one whose
    /// last window closed Done.
    function clockStatusOf(JobId id, JobTerms calldata terms) external view returns (JobStatus);

    /// @notice What is stored of a job.
    function jobOf(JobId id) external view returns (JobHead memory);

    /// @notice What is stored of a slot.
    function slotOf(JobId id, uint256 slot) external view returns (JobSlot memory);

    /// @notice The votes on an execution of a Majority job.
    function tallyOf(JobId id, uint256 execution) external view returns (JobTally memory);

    /// @notice What a slot was paid before the job's end.
    function collectedOf(JobId id, uint256 slot) external view returns (uint256);

    /// @notice The window in which a slot's execution is reported: [from, until), in milliseconds.
    function windowOf(
        JobId id,
        JobTerms calldata terms,
        uint256 slot,
        uint256 execution
    ) external view returns (uint256 from, uint256 until);

    /// @notice What a device signs of an execution (SecureHardware), and an endpoint of its delivery (Web).
    function outputDigestOf(
        JobId id,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash
    ) external view returns (bytes32);

    /// @notice What a job locks: (reward + gas of the destination) × slots × executions.
    function budgetOf(JobTerms calldata terms) external pure returns (uint256);

    /// @notice How this deployment times and prices jobs.
    function settings() external view returns (JobSettings memory);

    /// @notice The pool that processors join.
    function pool() external view returns (PoolId);

    /// @notice Whether governance vouches for a verifier. Others may refuse an output, but cost nobody anything.
    function isVetted(address verifier) external view returns (bool);
}
