// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationStatus} from "../types/AttestationStatus.sol";
import {
    AttestationRecord,
    Challenge,
    RewardClaim,
    SignedVote,
    TaskInfo,
    TaskSubmissionDetails,
    VotePhase
} from "../types/AttestationTask.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {TaskId} from "../types/TaskId.sol";
import {ITaskDefinitions} from "./ITaskDefinitions.sol";

/// @title IAttestationCenter
/// @notice Tasks that a performer did and a quorum of attesters, weighed by stake, checked. One center serves many
/// AVSs. A task's id is the EIP-712 digest that its performer signs, so it is bound to chain and center.
interface IAttestationCenter is ITaskDefinitions {
    /// @notice Thrown when a task may not move so.
    error AttestationBadMove(TaskId id, AttestationStatus from, AttestationStatus to);

    /// @notice Thrown when a task was submitted before: a task is submitted once, ever.
    error AttestationTaskExists(TaskId id);

    /// @notice Thrown when a call needs a task of another status.
    error AttestationWrongStatus(TaskId id, AttestationStatus status);

    /// @notice Thrown when the performer did not sign the task.
    error AttestationWrongPerformerSignature(TaskId id, address performer);

    /// @notice Thrown when a committee is of another pool than the definition's.
    error AttestationWrongCommittee(uint16 taskDefinitionId, CommitteeId committee);

    /// @notice Thrown when a committee may not decide anything new.
    error AttestationDeadCommittee(CommitteeId committee);

    /// @notice Thrown when an account's operator does not hold the seat that is claimed for it.
    error AttestationNotSeated(address account, CommitteeId committee, uint8 seat);

    /// @notice Thrown when a voided seat signs, performs or aggregates.
    error AttestationSeatVoided(CommitteeId committee, uint256 seat);

    /// @notice Thrown when an operator has less than the definition's minimum voting power.
    error OperatorDoesNotHaveMinimumVotingPower(uint256 operatorIndex);

    /// @notice Thrown when an operator is not in the definition's restricted set.
    error InvalidRestrictedOperator(uint256 taskDefinitionId, uint256 operatorIndex);

    /// @notice Thrown when the signers' power does not exceed its share of the eligible power.
    error AttestationQuorumMissing(TaskId id, uint256 signedPower, uint256 eligiblePower);

    /// @notice Thrown when fewer attesters signed than the definition asks for.
    error AttestationTooFewAttesters(TaskId id, uint256 signers, uint256 needed);

    /// @notice Thrown when the definition enforces its election and it is not the performer's turn.
    error AttestationNotElected(TaskId id, uint8 performerSeat);

    /// @notice Thrown when the definition's hook refuses a submission; the reason is at most 256 bytes.
    error AttestationHookRefused(TaskId id, address hook, bytes reason);

    /// @notice Thrown when a definition has no dispute period.
    error AttestationDisputesDisabled(uint16 taskDefinitionId);

    /// @notice Thrown when a step of a dispute comes too late, or too early to close it or to punish its losers.
    error AttestationWrongTime(TaskId id, uint256 blockNumber, uint256 deadline);

    /// @notice Thrown when two votes that should contradict are of two operators.
    error AttestationTwoOperators(OperatorId approver, OperatorId rejecter);

    /// @notice Thrown when an operator did not accept the slashing terms, or they do not punish this.
    error AttestationNotPunishable(TaskId id, OperatorId operator, bytes32 termsHash);

    /// @notice Thrown when a seat was not on the losing side, or has been punished.
    error AttestationNotOnLosingSide(TaskId id, uint8 seat);

    /// @notice Thrown when a seat is owed nothing for a task.
    error AttestationNothingOwed(TaskId id, uint8 seat);

    /// @notice Emitted with every change of a status.
    event TaskMoved(TaskId indexed id, AttestationStatus from, AttestationStatus to);

    /// @notice Emitted when a task was approved.
    event TaskSubmitted(
        TaskId indexed id,
        uint16 indexed taskDefinitionId,
        address indexed performer,
        address aggregator,
        string proofOfTask,
        bytes data,
        TaskSubmissionDetails details
    );

    /// @notice Emitted when a task was rejected.
    event TaskRejected(
        TaskId indexed id,
        uint16 indexed taskDefinitionId,
        address indexed performer,
        address aggregator,
        string proofOfTask,
        bytes data,
        TaskSubmissionDetails details
    );

    /// @notice Emitted when the hook failed after a submission; what it said is at most 256 bytes.
    event HookFailed(TaskId indexed id, address indexed hook, bytes reason);

    /// @notice Emitted when a task was challenged; bond in wei, deadline in blocks.
    event TaskChallenged(TaskId indexed id, address indexed challenger, uint256 bond, uint256 deadline);

    /// @notice Emitted when a challenge was answered for the other side.
    event TaskOverturned(TaskId indexed id, address indexed challenger, uint256 disputeSigners, uint256 losers);

    /// @notice Emitted when others joined an answer; who of the losers is left.
    event OverturnJoined(TaskId indexed id, uint256 disputeSigners, uint256 losers);

    /// @notice Emitted when a challenge failed and its bond was forfeited.
    event TaskUpheld(TaskId indexed id, address indexed challenger, uint256 bond);

    /// @notice Emitted when an operator was slashed for two contradicting votes.
    event DoubleAttestationPunished(TaskId indexed id, OperatorId indexed operator, VotePhase phase, uint256 amount);

    /// @notice Emitted when an operator was slashed for a vote on the losing side.
    event IncorrectAttestationPunished(TaskId indexed id, OperatorId indexed operator, uint256 amount);

    /// @notice Emitted when the performer of a rejected or overturned task was slashed, or could not be.
    /// @param forfeited What attesters and aggregator of a rejected task share, in the staking currency.
    event PerformerPunished(TaskId indexed id, OperatorId indexed operator, uint256 amount, uint256 forfeited);

    /// @notice Emitted for each task whose reward an operator claimed.
    event RewardClaimed(TaskId indexed id, OperatorId indexed operator, uint256 amount);

    /* LIFECYCLE */

    /// @notice Submits a task with its quorum. The caller is the aggregator that the attesters named.
    /// @dev Approval takes more than two thirds of the eligible power (or what the definition raised it to), rejection
    /// more than one third.
    function submitTask(TaskInfo calldata info, TaskSubmissionDetails calldata details) external returns (TaskId id);

    /// @notice Challenges a task within its dispute period. Anyone may, against the bond: attached, or from credit.
    function challengeTask(TaskId id) external payable;

    /// @notice Overturns a challenged task with a dispute-phase quorum of the whole committee for the other side: more
    /// than two thirds against an approval, more than half against a rejection. Anyone may, in the first three quarters
    /// of the dispute; the votes name no aggregator.
    function resolveChallenge(TaskId id, uint256 signers, bytes calldata signature) external;

    /// @notice Adds dispute-phase votes to those that overturned a task, until the dispute would have ended: attesters
    /// that corrected themselves and were left out are no losers. Anyone may.
    function joinOverturn(TaskId id, uint256 signers, bytes calldata signature) external;

    /// @notice Upholds a challenged task once nobody overturned it in time. Anyone may.
    function closeChallenge(TaskId id) external;

    /* OFFENCES */

    /// @notice Slashes an operator that voted for both sides of one task in one phase. Anyone may, with both votes, as
    /// long as the votes' committees live, or the task is of that committee and can be disputed.
    function slashDoubleAttestation(
        TaskInfo calldata info,
        VotePhase phase,
        SignedVote calldata approval,
        SignedVote calldata rejection
    ) external;

    /// @notice Slashes an attester on the losing side of an overturned task that did not correct itself, once the
    /// dispute's time is over. Anyone may; the challenger gets the bounty.
    function slashIncorrectAttestation(TaskId id, uint8 seat) external;

    /// @notice Slashes the performer of a task that is finally rejected, or was approved and overturned. What it
    /// forfeits pays the attesters and the aggregator of a rejected task. Anyone may.
    function slashPerformer(TaskId id) external;

    /* MONEY */

    /// @notice Pays an operator what final tasks owe it, to its rewards receiver's credit. Anyone may.
    /// @param operator Who earned it.
    /// @param claims Tasks, and the operator's seat in each one's committee.
    function claimRewards(OperatorId operator, RewardClaim[] calldata claims) external;

    /* VIEWS */

    /// @notice The status of a task, as the clock has it.
    function statusOf(TaskId id) external view returns (AttestationStatus);

    /// @notice What is stored of a task, its signers or, once overturned, the unpunished losers.
    function recordOf(TaskId id) external view returns (AttestationRecord memory record, uint256 signers);

    /// @notice A task's challenge.
    function challengeOf(TaskId id) external view returns (Challenge memory);

    /// @notice The id of a task: what its performer signs.
    function taskIdOf(TaskInfo calldata info) external view returns (TaskId);

    /// @notice What an attester signs.
    /// @param aggregator Who may submit with this vote; zero in the dispute phase.
    function voteDigestOf(
        TaskId id,
        bool isApproved,
        VotePhase phase,
        address aggregator,
        CommitteeId committee
    ) external view returns (bytes32);

    /// @notice What a seat can claim for a task now.
    function rewardOf(TaskId id, uint8 seat) external view returns (uint256);

    /// @notice Wei that a challenge is backed with.
    function challengeBond() external view returns (uint256);
}
