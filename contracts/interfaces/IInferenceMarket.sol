// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {InferencePeriods, InferenceSampling} from "../types/InferenceSettings.sol";
import {InferenceStatus} from "../types/InferenceStatus.sol";
import {
    AbortReason,
    AgreedGroup,
    ApplicationKeys,
    GroupMember,
    InclusionProof,
    InferenceError,
    InferenceFile,
    InferenceOrder,
    InferenceTask,
    InferenceTerms,
    OpenGroup,
    ScoreRecord,
    UploadRecord,
    UploadReport
} from "../types/InferenceTask.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolId} from "../types/PoolId.sol";
import {TaskId} from "../types/TaskId.sol";
import {VrfProof} from "./IVrfVerifier.sol";
import {IInferenceNodes} from "./IInferenceNodes.sol";

/// @title IInferenceMarket
/// @notice Tasks for one node each, drawn at random. Some are sampled in secret: their creator has them computed twice
/// more, by nodes that do not know, and the chain compares. The fee moves when the node proves that it uploaded what it
/// committed itself to, encrypted to the application.
/// @dev A task's order is not stored: whoever needs it carries it, as TaskCreated emitted it. Times are in blocks;
/// amounts in the smallest unit of their currency.
interface IInferenceMarket is IInferenceNodes {
    /* ERRORS */

    /// @notice Thrown when a task would move along an edge that the machine does not have.
    error InferenceBadMove(TaskId id, InferenceStatus from, InferenceStatus to);

    /// @notice Thrown when a call needs a task in another status.
    error InferenceWrongStatus(TaskId id, InferenceStatus status);

    /// @notice Thrown when what is carried is not what was stored of the task.
    error InferenceWrongFile(TaskId id, bytes32 given, bytes32 known);

    /// @notice Thrown when the caller is somebody else than the one who may.
    error InferenceNotAllowed(TaskId id, address caller, address needed);

    /// @notice Thrown when a task has no fee.
    error InferenceNoFee();

    /// @notice Thrown when a task's fee is in a currency that nobody gave a rate.
    error InferenceUnknownCurrency(Currency currency);

    /// @notice Thrown when a fee in the staking currency is beyond what is stored.
    error InferenceFeeTooHigh(uint256 bondedFee, uint256 limit);

    /// @notice Thrown when a nonce is not higher than the creator's last.
    error InferenceNonceUsed(address creator, uint256 nonce, uint256 lastNonce);

    /// @notice Thrown when a creator used a commitment already.
    error InferenceCommitmentUsed(address creator, bytes32 taskIdCommitment);

    /// @notice Thrown when a task has no size.
    error InferenceZeroSize();

    /// @notice Thrown when a task is of no known type.
    error InferenceUnknownType(uint8 taskType);

    /// @notice Thrown when no card of the required class has the required memory.
    error InferenceImpossibleGpu(uint8 requiredGpu, uint8 minimumVram);

    /// @notice Thrown when the time to run a task is outside its bounds.
    error InferenceBadExecutionBlocks(uint256 given, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a task accepts nobody's word, or too many's.
    error InferenceBadPublishers(uint256 given, uint256 limit);

    /// @notice Thrown when the keys are not the application's.
    error InferenceUnknownKeys(address application);

    /// @notice Thrown when a key is no key.
    error InferenceBadKey(uint256 x, uint256 y);

    /// @notice Thrown when the attached native coin is neither nothing nor exactly what the call costs.
    error InferenceWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when another task of the round is to be drawn first.
    error InferenceNotItsTurn(TaskId id, uint32 round, uint32 place);

    /// @notice Thrown when a queue has nothing that the node could be drawn for.
    error InferenceNothingToAdmit(uint48 queue, OperatorId operator);

    /// @notice Thrown when something is asked for too late or too early.
    error InferenceWrongTime(TaskId id, uint256 blockNumber, uint256 bound);

    /// @notice Thrown when the publisher's word does not count for the task.
    error InferenceUnknownPublisher(TaskId id, address publisher);

    /// @notice Thrown when a validation does not suit the task's sampling number.
    error InferenceWrongSampling(TaskId id, uint256 samplingNumber);

    /// @notice Thrown when a node reports no error.
    error InferenceNoError(TaskId id);

    /// @notice Thrown when a guid does not open a commitment, or parameters do not.
    error InferenceWrongOpening(TaskId id);

    /// @notice Thrown when members of a group do not belong together.
    error InferenceBadGroup(TaskId first, TaskId other);

    /// @notice Thrown when a group is not open.
    error InferenceNoGroup(bytes32 group);

    /// @notice Thrown when the uploaded chunks are none, or more than the circuit can address.
    error InferenceBadChunkCount(TaskId id, uint256 chunkCount, uint256 limit);

    /// @notice Thrown when a proof of upload does not hold.
    error InferenceBadProof(TaskId id);

    /// @notice Thrown when nothing is to be collected.
    error InferenceNothingDue(TaskId id);

    /// @notice Thrown when a task's round is not void.
    error InferenceRoundNotVoid(TaskId id, uint32 round);

    /// @notice Thrown at deployment when settings contradict each other.
    error InferenceBadSettings();

    /* EVENTS */

    /// @notice Emitted whenever a task's status changes.
    event InferenceMoved(TaskId indexed id, InferenceStatus from, InferenceStatus to);

    /// @notice Emitted when an application fixed the keys of its tasks to come.
    event ApplicationRegistered(address indexed application, ApplicationKeys keys);

    /// @notice Emitted when a task was created. Its sampling seed is the beacon's for the round that draws its node.
    event TaskCreated(TaskId indexed id, address indexed creator, uint32 indexed round, InferenceOrder order);

    /// @notice Emitted when a task's round was void, or a node became free, and it joined another.
    event TaskReentered(TaskId indexed id, uint32 oldRound, uint32 newRound);

    /// @notice Emitted when somebody let a waiting task join the open round, and paid the beacon for it.
    /// @param entryFee 0 where others had joined the round already.
    event TaskAdmitted(TaskId indexed id, address indexed payer, uint32 indexed round, uint256 entryFee);

    /// @notice Emitted when nobody could run a task, and it waits.
    /// @param queue What the queue's tasks have in common, see queueOf.
    event TaskQueued(TaskId indexed id, address indexed creator, uint48 indexed queue, uint8 priceLevel);

    /// @notice Emitted when a task got its node.
    event TaskStarted(TaskId indexed id, address indexed creator, address indexed node, OperatorId operator);

    /// @notice Emitted when the parameters are there for the node.
    event TaskParametersUploaded(
        TaskId indexed id,
        address indexed creator,
        OperatorId indexed operator,
        bytes32 dataHash
    );

    /// @notice Emitted when a node committed itself to a score.
    event TaskScoreReady(
        TaskId indexed id,
        address indexed creator,
        OperatorId indexed operator,
        bytes32 scoreCommitment,
        bytes32 resultRoot
    );

    /// @notice Emitted when a node reported an error.
    event TaskErrorReported(
        TaskId indexed id,
        address indexed creator,
        OperatorId indexed operator,
        InferenceError failure
    );

    /// @notice Emitted when a creator proved that a task was sampled, or that it belongs to one that was.
    event TaskSampled(TaskId indexed id, TaskId indexed first, uint256 samplingNumber);

    /// @notice Emitted when a group waits for scores to be opened.
    event GroupOpened(bytes32 indexed group, TaskId[3] tasks, uint256 openUntil);

    /// @notice Emitted when a score of an open group became known.
    event ScoreOpened(bytes32 indexed group, TaskId indexed id, bytes score);

    /// @notice Emitted when the fee of a task that others had pushed out of its queue was its creator's again.
    event RefundCollected(TaskId indexed id, address indexed creator, uint256 fee);

    /// @notice Emitted when a result was found valid.
    event TaskValidated(TaskId indexed id, address indexed creator, OperatorId indexed operator);

    /// @notice Emitted when a node committed itself to what it uploaded.
    event ResultCommitted(TaskId indexed id, OperatorId indexed operator, uint32 indexed round, UploadRecord upload);

    /// @notice Emitted when another member of a group with the same result is to upload it.
    event UploadPassed(TaskId indexed id, OperatorId indexed from, OperatorId indexed to);

    /// @notice Emitted when a node was paid for its task.
    event TaskEndSuccess(TaskId indexed id, address indexed creator, OperatorId indexed operator, uint256 fee);

    /// @notice Emitted when a task ended without a result.
    /// @param paid What the node got of the fee; the rest is the creator's again.
    event TaskEndAborted(TaskId indexed id, address indexed creator, AbortReason reason, uint256 paid);

    /// @notice Emitted when a node's result was found false.
    event TaskEndInvalidated(TaskId indexed id, address indexed creator, OperatorId indexed operator);

    /// @notice Emitted when a task had helped to check another.
    event TaskEndGroupRefund(TaskId indexed id, address indexed creator, OperatorId indexed operator);

    /// @notice Emitted when a group was paid.
    event TaskEndGroupSuccess(TaskId indexed id, address indexed creator, OperatorId[] operators, uint256[] paid);

    /// @notice Emitted when a currency was given a rate, 18 decimals, in the staking currency.
    event FeeRateSet(Currency indexed currency, uint256 oldRate, uint256 newRate);

    /* APPLICATIONS */

    /// @notice Fixes the keys of the caller's tasks to come.
    /// @param encryptionEighth An eighth of the encryption key, which shows that it is in the right subgroup.
    function registerApplication(ApplicationKeys calldata keys, uint256[2] calldata encryptionEighth) external;

    /// @notice Creates a task. Its fee and the beacon's entries come from the attached coin, or from credit.
    function createTask(
        InferenceTerms calldata terms,
        ApplicationKeys calldata keys
    ) external payable returns (TaskId id);

    /// @notice Draws the node of a task whose round was answered, when it is the task's turn. Anyone may.
    function startTask(TaskId id) external;

    /// @notice Passes the turn of a task that was aborted before it was drawn. Anyone may.
    function skipEntry(TaskId id) external;

    /// @notice Enters the best task of a queue into the open round, because a node could be drawn for it. Anyone may.
    /// Costs the beacon's entry, unless others have joined the round already.
    function admitTask(uint48 queue, OperatorId operator) external payable;

    /// @notice Says that the parameters are there for the node.
    /// @param signature The creator's EIP-712 signature over task and data hash; empty when the creator calls.
    function reportParametersUploaded(
        TaskId id,
        InferenceFile calldata file,
        InclusionProof calldata inclusion,
        bytes calldata signature
    ) external;

    /// @notice Ends a task whose time is over, or that its creator takes back before it is drawn. Anyone may.
    function abortTask(TaskId id, InferenceFile calldata file) external;

    /// @notice Pays back the fee of a task that a better-paid one pushed out of its queue. Anyone may.
    function collectRefund(TaskId id, InferenceFile calldata file) external;

    /* NODES */

    /// @notice Commits the caller's node to a score.
    function submitScore(TaskId id, ScoreRecord calldata score) external;

    /// @notice Reports why the caller's node cannot deliver.
    function reportError(TaskId id, InferenceError failure) external;

    /// @notice Gives a task back whose models could not be fetched in time.
    function abortDownload(TaskId id, InferenceFile calldata file) external;

    /// @notice Commits the caller's node to what it uploaded, as the file says.
    function commitUpload(TaskId id, InferenceFile calldata file, InclusionProof calldata inclusion) external;

    /// @notice Joins another round because the one that was to choose the chunks is void. Anyone may.
    function reenterUpload(TaskId id) external;

    /// @notice Shows that committed uploads are the committed results, and pays. All or none. Anyone may.
    /// @param chunkProofs A Groth16 proof for each challenged chunk, in the order of the reports; one batch.
    function reportResultUploaded(UploadReport[] calldata reports, uint256[8][] calldata chunkProofs) external;

    /* VALIDATION */

    /// @notice Validates a task that was not sampled. Anyone may who has the application's proof.
    function validateSingleTask(TaskId id, InferenceFile calldata file, VrfProof calldata proof) external;

    /// @notice Proves that a task was sampled, which gives its group time. Anyone may who has the application's proof.
    function proveSampled(TaskId id, InferenceFile calldata file, VrfProof calldata proof) external;

    /// @notice Shows that a scored task belongs to one that was sampled, which gives it the group's time.
    function joinGroup(
        TaskId id,
        InferenceFile calldata file,
        TaskId first,
        InferenceFile calldata firstFile,
        bytes32 guid
    ) external;

    /// @notice Discloses a group. Settles it at once where every score was opened. Creator only.
    function validateTaskGroup(
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        bytes32 guid,
        bytes32 parametersHash,
        VrfProof calldata proof
    ) external;

    /// @notice Opens the score of a member of an open group. Anyone may.
    /// @param index Which of the ids.
    function openScore(TaskId[3] calldata ids, uint256 index, GroupMember calldata member) external;

    /// @notice Settles a group whose scores are all open, or whose time to open them is over. Anyone may.
    function settleGroup(TaskId[3] calldata ids, GroupMember[3] calldata members) external;

    /* GOVERNANCE */

    /// @notice Accepts fees in a currency, or no longer. Governance only.
    /// @param rate What one unit is worth in the staking currency, 18 decimals; 0: not accepted.
    function setFeeRate(Currency currency, uint256 rate) external;

    /* VIEWS */

    /// @notice The id of a creator's task.
    function taskIdOf(address creator, bytes32 taskIdCommitment) external view returns (TaskId);

    /// @notice The status of a task; EndAborted as soon as the clock allows to abort it.
    function statusOf(TaskId id) external view returns (InferenceStatus);

    /// @notice The pool that nodes are members of.
    function pool() external view returns (PoolId);

    /// @notice How this deployment times its stages, samples and punishes.
    function settings() external view returns (InferencePeriods memory periods, InferenceSampling memory sampling);

    /// @notice What is stored of a task.
    function taskOf(TaskId id) external view returns (InferenceTask memory);

    /// @notice The first block in which a task's present stage is over; the highest number where nothing is due.
    function deadlineOf(TaskId id) external view returns (uint256);

    /// @notice The queue that a task waits in, should it have to.
    function queueOf(TaskId id) external view returns (uint48);

    /// @notice How many tasks wait in a queue, and the one to be served next.
    function queueState(uint48 queue) external view returns (uint256 length, TaskId next);

    /// @notice The word that an application's random function turns into the sampling number.
    function samplingSeedOf(TaskId id) external view returns (uint256);

    /// @notice The chunks of a committed upload that are to be proven.
    function challengesOf(TaskId id, uint32 chunkCount) external view returns (uint256[] memory indices);

    /// @notice What binds a proof of upload to this task and node.
    function uploadContextOf(TaskId id, uint24 node) external view returns (uint256);

    /// @notice What is known of an agreed group, by its uploading task.
    function groupOf(TaskId id) external view returns (AgreedGroup memory);

    /// @notice What is known of a group that was disclosed.
    function openGroupOf(bytes32 group) external view returns (OpenGroup memory);

    /// @notice Hash of an application's keys, and its last nonce.
    function applicationOf(address application) external view returns (uint160 keysHash, uint96 lastNonce);
}
