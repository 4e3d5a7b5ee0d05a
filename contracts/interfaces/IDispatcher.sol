// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {DispatchProgress} from "../types/DispatchProgress.sol";
import {DispatchStatus} from "../types/DispatchStatus.sol";
import {ResultRecord, SeatClaim, TaskRequest, TaskTerms} from "../types/DispatchTask.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";
import {TaskHead} from "../types/TaskHead.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title IDispatcher
/// @notice Off-chain tasks for runners drawn at random. An actor pays for N results; each runner drawn answers or
/// passes; the actor judges the results in a deferred callback and consumes one; money follows.
/// @dev An actor's terms are not stored: the task's id is made of them. Whoever needs them carries them, as
/// TaskSubmitted emitted them.
/// The results are stored as one running hash; whoever needs them carries a ResultRecord.
/// Blocks are `block.number`; amounts are in the smallest unit of their currency.
interface IDispatcher {
    /* ERRORS */

    /// @notice Thrown when a task would move along an edge that the machine does not have.
    error DispatchBadMove(TaskId id, DispatchStatus from, DispatchStatus to);

    /// @notice Thrown when a call needs a task in another status.
    error DispatchWrongStatus(TaskId id, DispatchStatus status, DispatchStatus needed);

    /// @notice Thrown when terms are submitted twice: another salt makes them new.
    error DispatchTaskExists(TaskId id);

    /// @notice Thrown when the terms carried are those of another task, or of none.
    error DispatchWrongTerms(TaskId id, TaskId given);

    /// @notice Thrown when the record carried is not the task's.
    error DispatchWrongRecord(TaskId id, bytes32 given, bytes32 known);

    /// @notice Thrown when distinct results are not named once each, in order of first appearance.
    error DispatchWrongVariants(TaskId id, uint256 variant);

    /// @notice Thrown when the caller is not the task's actor.
    error DispatchNotActor(address actor, address caller);

    /// @notice Thrown when the pool is not open to this market's tasks.
    error DispatchPoolUnavailable(PoolId pool, address market);

    /// @notice Thrown when the number of runners is 0, more than 40, or more than the pool's roster.
    error DispatchBadRunnerCount(uint8 numRunners, uint32 rosterSize);

    /// @notice Thrown when a time is outside its bounds, in blocks.
    error DispatchBadBlocks(uint256 given, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a share is zero (results are never free), or all shares together exceed the limit.
    error DispatchBadPayment(uint256 paymentPerRunner, uint256 limitForAll);

    /// @notice Thrown when numRunners results of the schema's size do not fit the callback.
    error DispatchResultsTooLarge(uint256 bytesAtMost, uint256 limit);

    /// @notice Thrown when the callback's gas limit, target and budget contradict each other or exceed the limit.
    error DispatchBadCallback(address target, uint256 gasLimit, uint256 budget);

    /// @notice Thrown when a callback would call the ground in the Dispatcher's name.
    error DispatchForbiddenTarget(address target);

    /// @notice Thrown when a proof request names no verifier, or one that its type does not allow.
    error DispatchBadProofRequest(uint8 proofType, address verifier);

    /// @notice Thrown when a Custom schema names no validator, or another schema names one.
    error DispatchBadValidator(address validator);

    /// @notice Thrown when the attached native coin is neither nothing nor exactly what the task costs.
    error DispatchWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when a position is not in the window yet.
    error DispatchOutsideWindow(TaskId id, uint8 position, uint256 window);

    /// @notice Thrown when the caller does not hold the position.
    error DispatchNotSelected(TaskId id, uint8 position, address caller);

    /// @notice Thrown when the position has submitted already.
    error DispatchAlreadySubmitted(TaskId id, uint8 position);

    /// @notice Thrown when the position has skipped.
    error DispatchAlreadySkipped(TaskId id, uint8 position);

    /// @notice Thrown when the position has failed to show up.
    error DispatchAlreadyMissed(TaskId id, uint8 position);

    /// @notice Thrown when the position has committed to a result already.
    error DispatchAlreadyCommitted(TaskId id, uint8 position);

    /// @notice Thrown when the task has reached its timeout block.
    error DispatchTooLate(TaskId id, uint256 blockNumber, uint256 timeoutBlock);

    /// @notice Thrown when a runner still has time to answer.
    error DispatchStillResponding(TaskId id, uint8 position, uint256 blockNumber, uint256 deadline);

    /// @notice Thrown when a runner skips after its time to answer.
    error DispatchResponseOver(TaskId id, uint8 position, uint256 blockNumber, uint256 deadline);

    /// @notice Thrown when a task neither timed out nor ran out of runners.
    error DispatchNotExpired(TaskId id, uint256 blockNumber, uint256 timeoutBlock);

    /// @notice Thrown when the round a task waits for is not void.
    error DispatchRoundNotVoid(TaskId id, uint32 round);

    /// @notice Thrown when a verifier refuses a proof, or fails.
    error DispatchProofRefused(TaskId id, address runner, address verifier);

    /// @notice Thrown when a validator refuses a result, or fails.
    error DispatchResultRefused(TaskId id, address runner, address validator);

    /// @notice Thrown when a result is sent in the open to a task with commitments, or the other way round.
    error DispatchWrongMode(TaskId id, bool isCommitted);

    /// @notice Thrown when commitments are no longer taken, or may not be revealed yet.
    error DispatchWrongPhase(TaskId id, uint256 blockNumber, uint256 revealFrom, uint256 revealUntil);

    /// @notice Thrown when what is revealed is not what the runner committed to.
    error DispatchWrongReveal(TaskId id, uint8 position, bytes32 given, bytes32 known);

    /// @notice Thrown when the callback is in a state that does not allow the call.
    error DispatchWrongCallbackState(TaskId id, uint8 state);

    /// @notice Thrown when a runner is consumed whose result was not accepted.
    error DispatchNoSuchResult(TaskId id, address runner);

    /// @notice Thrown when a callback consumes twice.
    error DispatchAlreadyConsumed(TaskId id, address runner);

    /// @notice Thrown when a result is consumed outside of the task's callback without its terms.
    error DispatchNotExecuting(TaskId id);

    /// @notice Thrown when the consume window is over.
    error DispatchWindowOver(TaskId id, uint256 blockNumber, uint256 closesAt);

    /// @notice Thrown when the consume window is still open.
    error DispatchWindowOpen(TaskId id, uint256 blockNumber, uint256 closesAt);

    /* EVENTS */

    /// @notice Emitted with each change of status.
    event DispatchMoved(TaskId indexed id, DispatchStatus from, DispatchStatus to);

    /// @notice Emitted when a task was submitted. What is drawn follows from the roster's version and the round.
    event TaskSubmitted(
        TaskId indexed id,
        address indexed actor,
        PoolId indexed pool,
        uint32 round,
        uint32 rosterVersion,
        uint32 rosterSize,
        TaskRequest request
    );

    /// @notice Emitted when a task joined another round because its own was void.
    event TaskReentered(TaskId indexed id, uint32 oldRound, uint32 newRound);

    /// @notice Emitted when a runner committed to a result.
    event ResultCommitted(TaskId indexed id, address indexed runner, uint8 position, bytes32 commitment);

    /// @notice Emitted when a result was accepted.
    event ResultSubmitted(
        TaskId indexed id,
        address indexed runner,
        OperatorId indexed operator,
        uint8 position,
        bytes result
    );

    /// @notice Emitted when a runner passed; a late skip cost stake.
    event TaskSkipped(
        TaskId indexed id,
        address indexed runner,
        OperatorId indexed operator,
        uint8 position,
        bool late
    );

    /// @notice Emitted when a runner failed to show up, or to reveal; slashed is in the staking currency.
    event RunnerMissed(
        TaskId indexed id,
        address indexed runner,
        OperatorId indexed operator,
        uint8 position,
        uint128 slashed
    );

    /// @notice Emitted when the last result scheduled the callback, for the next block at the earliest.
    event CallbackScheduled(TaskId indexed id, address indexed target, uint256 scheduledAt);

    /// @notice Emitted when a callback came back; paid is the executor's refund and bounty in wei.
    event CallbackExecuted(TaskId indexed id, address indexed executor, uint256 paid);

    /// @notice Emitted when a callback failed; reason is the start of its revert data.
    event CallbackFailed(TaskId indexed id, address indexed executor, uint256 paid, bytes reason);

    /// @notice Emitted when a callback was cancelled by its actor.
    event CallbackCancelled(TaskId indexed id);

    /// @notice Emitted when a callback's budget grew.
    event CallbackBumped(TaskId indexed id, address indexed payer, uint256 amount);

    /// @notice Emitted when a task ran out of time with fewer results than it asked for.
    event TaskTimedOut(TaskId indexed id, uint256 submittedCount, uint256 requestedCount);

    /// @notice Emitted when a task ran out of runners.
    event TaskFailed(TaskId indexed id, uint256 submittedCount, uint256 requestedCount);

    /// @notice Emitted when a runner's share moved to its receiver's credit.
    event RunnerPaid(TaskId indexed id, address indexed runner, address receiver, uint256 amount);

    /// @notice Emitted when the actor got money back.
    event ActorRefunded(TaskId indexed id, address indexed actor, Currency indexed currency, uint256 amount);

    /// @notice Emitted when a task is over; the zero address was consumed when the default settled it.
    event TaskFinalized(TaskId indexed id, address indexed consumedRunner, uint256 paidRunners, uint256 paid);

    /// @notice Emitted when governance vetted a verifier or a validator, or no longer.
    event VerifierVetted(address indexed verifier, bool isVetted);

    /* TASKS */

    /// @notice Submits a task and locks its price: numRunners shares, the callback's budget and the beacon's fee.
    /// Attached native coin must be exactly the native part; without any, all is held from the caller's credit.
    /// @return id keccak256 of chain, this contract and the hash of the terms.
    function submitTask(TaskRequest calldata request) external payable returns (TaskId id);

    /// @notice Moves a task whose round is void into the open round. Anyone may.
    function reenterRound(TaskId id) external;

    /// @notice Ends a task that ran out of time or runners, and refunds what no result has earned. Anyone may.
    function expire(TaskId id, TaskTerms calldata terms) external;

    /* RUNNERS */

    /// @notice Submits a result in the open. The N-th schedules the callback.
    function submitResult(
        TaskId id,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes calldata result,
        bytes calldata proof
    ) external;

    /// @notice Commits to a result.
    /// @param commitment keccak256(abi.encode(id, runner, keccak256(result), salt)).
    function commitResult(TaskId id, TaskTerms calldata terms, SeatClaim calldata claim, bytes32 commitment) external;

    /// @notice Reveals a committed result. The N-th schedules the callback.
    function revealResult(
        TaskId id,
        TaskTerms calldata terms,
        SeatClaim calldata claim,
        bytes calldata result,
        bytes calldata proof,
        bytes32 salt
    ) external;

    /// @notice Passes. Free in the first half of the response time and up to SKIP_QUOTA times an epoch; beyond, it
    /// costs half of what a no-show costs. The window grows by one position.
    function skipTask(TaskId id, SeatClaim calldata claim) external;

    /// @notice Records that a runner did not answer in time. Anyone may, for a bounty. The window grows by one.
    function advance(TaskId id, TaskTerms calldata terms, SeatClaim calldata claim) external;

    /* CALLBACK */

    /// @notice Executes a due callback. Anyone may, for its cost and a bounty. Settles when the actor consumed.
    /// @param record The results in order; its variants may be left out, since they follow from the results.
    /// @param results The distinct results, in order of first appearance.
    function executeCallback(
        TaskId id,
        TaskTerms calldata terms,
        ResultRecord calldata record,
        bytes[] calldata results
    ) external;

    /// @notice Adds attached native coin to the budget of a callback that is due or has failed.
    function bumpCallback(TaskId id) external payable;

    /// @notice Gives up a callback. Actor only. Its budget is refunded, and the consume window starts.
    function cancelCallback(TaskId id, TaskTerms calldata terms, ResultRecord calldata record) external;

    /* SETTLEMENT */

    /// @notice Chooses the result to pay for, inside the callback; the money moves when the callback returns.
    function consumeResult(TaskId id, address runner) external;

    /// @notice Chooses the result to pay for, later in the window. Actor or callback target only.
    function consumeResult(TaskId id, address runner, TaskTerms calldata terms, ResultRecord calldata record) external;

    /// @notice Settles a task whose window is over: every accepted result is paid its share. Anyone may.
    function settle(TaskId id, TaskTerms calldata terms, ResultRecord calldata record) external;

    /* VIEWS */

    /// @notice The status of a task as of now: one that is out of time or runners reads TimedOut or Failed.
    function statusOf(TaskId id) external view returns (DispatchStatus);

    /// @notice All that is stored of a task; DispatchLens spells it out.
    /// @return head What the submission decided, the status and the callback's state.
    /// @return progress What happened at each position.
    /// @return record Running hash of the accepted results, sealed once no more can come.
    function stateOf(TaskId id) external view returns (TaskHead head, DispatchProgress progress, bytes32 record);

    /// @notice The id of the task with these terms, whether it was submitted or not.
    function taskIdOf(TaskTerms calldata terms) external view returns (TaskId);

    /// @notice The first and the last block of the response time of a position in the window.
    /// @dev Reverts BeaconRoundUnanswered while the seed is unknown.
    function responseTimeOf(TaskId id, uint8 position) external view returns (uint256 from, uint256 deadline);

    /// @notice Skips that cost an operator nothing, left in this epoch.
    function freeSkipsOf(OperatorId operator) external view returns (uint256);

    /// @notice Whether governance vetted a verifier or a validator.
    function isVetted(address verifier) external view returns (bool);
}
