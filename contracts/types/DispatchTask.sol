// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";
import {DeferredState} from "./DeferredState.sol";
import {DispatchStatus} from "./DispatchStatus.sol";
import {PoolId} from "./PoolId.sol";
import {ResultSchema} from "./ResultSchema.sol";

/// @dev The eighteen words of TaskTerms.
uint256 constant TERMS_BYTES = 0x240;

/// @notice Who is paid when the actor consumes a result.
enum PayoutPolicy {
    ConsumedOnly,
    MatchingConsumed,
    AllValid
}

/// @notice The proof a result must come with. All but Custom take a verifier that governance has vetted.
enum ProofType {
    None,
    DeviceAttestation,
    Groth16,
    Custom
}

/// @notice The proof that a task requests.
/// @param proofType None asks for no proof, and the other fields are zero.
/// @param verifier The IProofVerifier that is asked.
/// @param termsHash What the verifier is told of the task, for example the hash of a model.
struct ProofRequest {
    ProofType proofType;
    address verifier;
    bytes32 termsHash;
}

/// @notice The actor's callback.
/// @param target The contract that is called; the actor itself in most cases.
/// @param selector Function with the arguments of IDispatchActor.onResults.
/// @param gasLimit Gas the call gets; 0 means no callback.
/// @param maxTip Most wei a unit of gas, above the base fee, that an executor is refunded.
/// @param budget Wei set aside for the executor, who takes its cost and a bounty out of it.
struct CallbackRequest {
    address target;
    bytes4 selector;
    uint32 gasLimit;
    uint64 maxTip;
    uint128 budget;
}

/// @notice What the actor promises. The task's id is its hash, so it is not stored; whoever needs it carries it.
/// @param actor Who pays, who may consume, who is refunded.
/// @param salt Makes the id unique among tasks with equal terms.
/// @param currency Currency of the payment. Fees and the callback's budget are always native.
/// @param paymentPerRunner Share of one accepted result.
/// @param schemaValidator Asked about results of a Custom schema, else zero.
/// @param consumeBlocks Length of the window in which the actor may consume, and of the callback's life.
/// @param commitBlocks Longest time to commit, from the seed, at least responseBlocks; 0 means in the open.
/// @param revealBlocks Time to reveal after the last commitment.
struct TaskTerms {
    address actor;
    bytes32 salt;
    Currency currency;
    uint128 paymentPerRunner;
    PayoutPolicy payoutPolicy;
    ResultSchema schema;
    address schemaValidator;
    ProofRequest proof;
    CallbackRequest callback;
    uint24 consumeBlocks;
    uint24 commitBlocks;
    uint24 revealBlocks;
}

/// @notice A submission.
/// @param pool Pool whose members may be drawn.
/// @param numRunners How many results are wanted, 1 to 40.
/// @param responseBlocks Time a runner has from its turn; at least the pool's minimum.
/// @param timeoutBlocks Time the whole task has.
/// @param definition What runners do; emitted, not stored.
struct TaskRequest {
    PoolId pool;
    uint8 numRunners;
    uint16 responseBlocks;
    uint24 timeoutBlocks;
    TaskTerms terms;
    bytes definition;
}

/// @notice A runner's claim to a position.
/// @param position Its place in the drawn order, from 0.
/// @param hint 0, or the version at which the seat's record that held at submission was closed and archived.
struct SeatClaim {
    uint8 position;
    uint32 hint;
}

/// @notice The results of a task as the market committed to them, opened by the caller.
/// @param entries In order of submission: runner << 96 | operator << 64 | position << 8 | variant.
/// @param variants Hashes of the distinct results, in order of first appearance.
/// @param sealedAt Block in which the record was sealed.
struct ResultRecord {
    uint256[] entries;
    bytes32[] variants;
    uint40 sealedAt;
}

/// @notice The hash of terms, of which a task's id is made.
function hashTerms(TaskTerms calldata terms) pure returns (bytes32 termsHash) {
    // The struct is static, so its calldata is what abi.encode makes of it; encoding it anew would cost twice as much.
    assembly ("memory-safe") {
        let free := mload(0x40)
        calldatacopy(free, terms, TERMS_BYTES)
        termsHash := keccak256(free, TERMS_BYTES)
    }
}

/// @notice What a reader learns of a task from storage alone.
struct TaskView {
    DispatchStatus status;
    DeferredState callback;
    PoolId pool;
    uint8 numRunners;
    uint256 submissionBlock;
    uint256 timeoutBlock;
    uint256 round;
    uint256 rosterVersion;
    uint256 rosterSize;
    uint256 submittedCount;
    uint256 window;
    uint256 submittedPositions;
    uint256 committedPositions;
    uint256 skippedPositions;
    uint256 noShowPositions;
    bytes32 termsHash;
    bytes32 record;
}
