// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";
import {InferenceStatus} from "./InferenceStatus.sol";
import {TaskId} from "./TaskId.sol";

/// @dev An order's words without the models and publishers: seven of its own, thirteen of its terms, and two lengths.
uint256 constant ORDER_BYTES = 22 * 32;

/// @notice What a task computes, and so how its scores are compared.
enum InferenceType {
    /// Images: perceptual hashes of 64 bits, alike when all are near.
    Image,
    /// Text: SHA-256, alike when equal.
    Text,
    /// Fine-tuning of an image model, scored by the images that validate it.
    FineTune
}

/// @notice Why a node could not deliver.
enum InferenceError {
    None,
    InvalidModel,
    Misconfigured,
    ParametersMismatch,
    ParametersUnavailable,
    ExecutionFailed
}

/// @notice Why a task was aborted.
enum AbortReason {
    None,
    /// By its creator, before it was drawn.
    Cancelled,
    /// Nobody fit to run it in time.
    QueueTimeout,
    /// Paid less than others when its queue was full.
    FeeTooLow,
    /// The creator did not upload the parameters in time.
    ParametersTimeout,
    /// The node said that its models could not be fetched in time.
    ModelDownloadTimeout,
    /// The node did not answer in time.
    ExecutionTimeout,
    /// The creator did not validate in time; the node was paid.
    ValidationTimeout,
    /// The node reported an error.
    ErrorReported,
    /// The node, and every other one with the same result, did not upload it in time.
    UploadTimeout,
    /// A group did not agree.
    NoMajority
}

/// @notice A task as its creator describes it. Not stored: calls carry it, and the event says it.
/// @param taskType See InferenceType.
/// @param taskIdCommitment keccak256(guid, nonce): hides which tasks belong together.
/// @param nonce Higher than any the creator used before.
/// @param models Content hashes of the models, at most MAX_MODELS.
/// @param minimumVram Gigabytes of video memory that the node needs at least.
/// @param requiredGpu Class of graphics card, counted from 1; 0 for any.
/// @param version Major, minor and patch, 8 bits each: the node has the same major version, and no lower rest.
/// @param size Units of work; queues serve the highest fee per unit first.
/// @param executionBlocks Blocks that the node gets to run it.
/// @param fee In the currency's smallest unit.
/// @param parametersCommitment keccak256(keccak256(parameters), salt).
/// @param publishers Whose word counts that parameters and result are served; at most MAX_PUBLISHERS.
struct InferenceTerms {
    uint8 taskType;
    bytes32 taskIdCommitment;
    uint88 nonce;
    bytes32[] models;
    uint8 minimumVram;
    uint8 requiredGpu;
    uint24 version;
    uint32 size;
    uint16 executionBlocks;
    Currency currency;
    uint88 fee;
    bytes32 parametersCommitment;
    address[] publishers;
}

/// @notice The keys of an application, fixed in each of its tasks.
/// @param vrfKey Point of secp256k1 whose VRF gives its sampling numbers.
/// @param encryptionKey Point of Baby Jubjub that results are encrypted to.
struct ApplicationKeys {
    uint256[2] vrfKey;
    uint256[2] encryptionKey;
}

/// @notice A task's terms with what was fixed when it was created. Its hash is stored.
/// @param createdAt Block.
struct InferenceOrder {
    InferenceTerms terms;
    ApplicationKeys keys;
    address creator;
    uint40 createdAt;
}

/// @notice What a node committed itself to.
/// @param scoreCommitment See scoreCommitmentOf.
/// @param resultRoot Poseidon root of the result's chunks.
struct ScoreRecord {
    bytes32 scoreCommitment;
    bytes32 resultRoot;
}

/// @notice What a score commitment hides.
struct ScoreOpening {
    bytes score;
    bytes32 salt;
}

/// @notice What a node uploaded, as it committed itself.
/// @param ciphertextRoot Poseidon root of the ciphertext's chunks.
/// @param chunkCount How many chunks.
/// @param ephemeralKey Point of Baby Jubjub.
struct UploadRecord {
    bytes32 ciphertextRoot;
    uint32 chunkCount;
    uint256[2] ephemeralKey;
}

/// @notice All that a task's stored hash may stand for; what is not committed yet is not looked at.
struct InferenceFile {
    InferenceOrder order;
    ScoreRecord score;
    UploadRecord upload;
}

/// @notice An upload that is reported.
/// @param tasks Members of the group in the order in which they may upload; empty where a task stands alone.
/// @param source The file of the group's task whose node uploads; the same where a task stands alone.
struct UploadReport {
    TaskId id;
    InferenceFile file;
    TaskId[] tasks;
    InferenceFile source;
}

/// @notice Why a blob counts as served.
/// @param publisher Who says so.
/// @param root The Merkle root it published.
/// @param dataHash What the leaf says of the blob's content.
/// @param size Bytes.
/// @param proof Merkle proof of the leaf.
struct InclusionProof {
    address publisher;
    bytes32 root;
    bytes32 dataHash;
    uint64 size;
    bytes32[] proof;
}

/// @notice A member of a validation group, opened by its creator.
/// @param score What the node submitted; empty words where it did not.
/// @param opening What the score commitment hides; an empty score where the creator was not told.
/// @param parametersSalt Opens the parameters commitment.
struct GroupMember {
    InferenceOrder order;
    ScoreRecord score;
    ScoreOpening opening;
    bytes32 parametersSalt;
}

/// @notice What is stored of a task.
/// @param priceLevel Level of its fee per unit in a queue.
/// @param models Bits of the models that it runs, see modelBits.
/// @param round The beacon's round that it waits for, or was drawn by; once its result is committed, the round whose
/// seed chooses the chunks to prove.
/// @param node Operator of the node that was drawn.
/// @param place Its entry in the round, or its slot in the queue; once scored, how fast it was in basis points.
/// @param since Block in which its status began.
/// @param flags See InferenceFlags.
/// @param error What its node reported.
/// @param bondedFee The fee in the staking currency, for which the node must stand.
/// @param record Hash of the order; of that and the score; of those and the upload.
struct InferenceTask {
    // slot 0: what never changes
    address creator;
    uint8 priceLevel;
    uint8 minimumVram;
    uint8 requiredGpu;
    uint24 version;
    uint48 models;
    // slot 1: all that a stage changes but the record
    InferenceStatus status;
    uint32 round;
    uint24 node;
    uint32 place;
    uint40 since;
    uint8 flags;
    InferenceError error;
    uint88 bondedFee;
    uint16 executionBlocks;
    // slot 2
    bytes32 record;
}

/// @notice Members of an agreed group, by whom the fee is shared, in the order in which they may upload.
/// @param tasks Hash of the members' ids in that order.
/// @param nodes Operators; 0 where there is none.
/// @param shares Weights of their shares.
/// @param uploader Whose turn it is.
struct AgreedGroup {
    bytes32 tasks;
    uint24[3] nodes;
    uint16[3] shares;
    uint8 uploader;
    uint8 count;
}

/// @notice A validation group that waits for scores to be opened.
/// @param openUntil First block in which it may be settled without the missing scores.
/// @param opened Bit i set: the score of member i is known.
struct OpenGroup {
    // slot 0
    uint40 openUntil;
    uint8 opened;
    bool isAwaiting;
}

/// @dev Bits of InferenceTask.flags.
library InferenceFlags {
    /// @notice It stands in the queue, not in a round.
    uint8 internal constant WAITING = 1;
    /// @notice Its creator proved that it was sampled.
    uint8 internal constant SAMPLED = 2;
    /// @notice It belongs to a group under way, whose time counts.
    uint8 internal constant GROUPED = 4;
    /// @notice When it was drawn, enough nodes had joined for a majority to mean something.
    uint8 internal constant SLASHABLE = 8;
    /// @notice Its fee waits for its creator.
    uint8 internal constant REFUNDABLE = 16;
    /// @notice Its result was committed as uploaded.
    uint8 internal constant COMMITTED = 32;
}

/// @notice The hash that is stored of a new task, keccak256 of the order's ABI encoding, if the order is encoded as
/// abi.encode does it; else some other hash, which no task is stored under.
function hashOrder(InferenceOrder calldata order) pure returns (bytes32 orderHash) {
    uint256 length = ORDER_BYTES + 32 * (order.terms.models.length + order.terms.publishers.length);
    // Encoding an order anew only to hash it costs twenty times as much as hashing it where it lies. Whatever lies
    // there, it has the stored hash only if it is that encoding, and then its fields are read from nowhere else.
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, 0x20)
        calldatacopy(add(free, 0x20), order, length)
        orderHash := keccak256(free, add(length, 0x20))
    }
}

/// @notice The hash that is stored once a score is committed.
function hashScored(bytes32 orderHash, ScoreRecord calldata score) pure returns (bytes32) {
    return keccak256(abi.encode(orderHash, score));
}

/// @notice The hash that is stored once an upload is committed.
function hashUploaded(bytes32 scoredHash, UploadRecord calldata upload) pure returns (bytes32) {
    return keccak256(abi.encode(scoredHash, upload));
}

/// @notice What the tasks of a group have in common.
function hashSpec(InferenceTerms calldata terms) pure returns (bytes32) {
    return
        keccak256(
            abi.encode(
                terms.taskType,
                terms.models,
                terms.minimumVram,
                terms.requiredGpu,
                terms.version,
                terms.size,
                terms.executionBlocks,
                terms.currency,
                terms.fee
            )
        );
}

/// @notice What a node commits itself to: a score bound to task, node and result.
function scoreCommitmentOf(
    TaskId id,
    uint24 node,
    bytes32 resultRoot,
    ScoreOpening calldata opening
) pure returns (bytes32) {
    return keccak256(abi.encode(id, node, resultRoot, keccak256(opening.score), opening.salt));
}

/// @notice Hash of the ids of a group's members, in the order in which they may upload.
function hashTasks(TaskId[] memory tasks, uint256 count) pure returns (bytes32 hash) {
    for (uint256 i; i < count; ++i) hash = keccak256(abi.encode(hash, tasks[i]));
}
