// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";
import {Currency} from "./Currency.sol";
import {JobSchedule} from "./JobSchedule.sol";
import {JobStatus} from "./JobStatus.sol";
import {OperatorId} from "./OperatorId.sol";

/// @dev The twenty-nine words of JobTerms.
uint256 constant JOB_TERMS_BYTES = 0x3a0;

/// @dev Most processors that run one job beside each other.
uint256 constant MAX_SLOTS = 16;

/// @notice Whose processors may run a job. It is said, never derived from a list: an empty list is not Public.
enum JobAccess {
    None,
    // named ones that the consumer controls, or that advertise to it by name
    Personal,
    // named ones
    Selected,
    // any
    Public
}

/// @notice Where an output is delivered.
enum DestinationKind {
    // nowhere: the hash of the output is recorded here
    None,
    // a contract of this chain, called by the report
    SameChain,
    // a web endpoint
    Web,
    // a contract of another EVM chain, through its gateway
    OtherChain
}

/// @notice Where an execution runs, and what vouches for its output.
enum JobRuntime {
    // the processor's word
    Open,
    // a signature of its certified device
    SecureHardware,
    // a proof
    ZeroKnowledge
}

/// @notice Where an output is delivered.
/// @param chainId The other chain, else 0.
/// @param target The contract that is called; of a web endpoint the key that signs its acknowledgments, or zero.
/// @param gasLimit Gas that the contract gets.
/// @param gasFee What an attempt to deliver earns beside the reward, in the job's currency: the gas of the destination.
struct Destination {
    DestinationKind kind;
    uint64 chainId;
    address target;
    uint32 gasLimit;
    uint88 gasFee;
}

/// @notice What an execution needs of its processor.
/// @param memoryBytes Most memory that an execution uses.
/// @param networkRequests Most requests that an execution makes.
/// @param storageBytes Most that the job stores.
/// @param modules Bit k set: module k is needed.
/// @param minReputation Least score of a processor, in parts per million; only where access is Public.
struct JobNeeds {
    uint32 memoryBytes;
    uint32 networkRequests;
    uint32 storageBytes;
    uint32 modules;
    uint32 minReputation;
}

/// @notice What the consumer promises. The job's id is its hash, so it is not stored; whoever needs it carries it.
/// @param consumer Who pays, may cancel, and is refunded.
/// @param salt Makes the id unique among jobs with equal terms.
/// @param currency Currency of all of the job's money.
/// @param template Number of the template whose script is run; 0 for a script of the consumer's own.
/// @param script Content hash of the script.
/// @param processorsHash keccak256 of the ABI encoding of the processors that are named; zero where access is Public.
/// @param slots How many processors run the job beside each other, 1 to 16.
/// @param reward Most that one execution of one slot may cost, its destination's gas aside.
/// @param failureFee What an execution that is reported as failed earns; at most its processor's fee.
/// @param isMajority Whether an output earns only when more than half of the slots report it.
/// @param verifier The IProofVerifier of a ZeroKnowledge runtime, else zero.
/// @param verifierTerms What the verifier is told of the job, for example the hash of a program.
struct JobTerms {
    address consumer;
    bytes32 salt;
    Currency currency;
    uint32 template;
    bytes32 script;
    JobAccess access;
    bytes32 processorsHash;
    JobSchedule schedule;
    JobNeeds needs;
    uint8 slots;
    uint88 reward;
    uint88 failureFee;
    bool isMajority;
    Destination destination;
    JobRuntime runtime;
    address verifier;
    bytes32 verifierTerms;
}

/// @notice What is told with a registration, emitted and not stored.
/// @param scriptUri Where the script lies.
/// @param parameters What the script is run with.
/// @param endpoint Where a web endpoint answers, else empty.
/// @param processors The processors that are named; empty where access is Public.
struct JobDetails {
    string scriptUri;
    bytes parameters;
    string endpoint;
    OperatorId[] processors;
}

/// @notice What is stored of a job: one slot.
/// @param matcher Who matched it; zero where the consumer did.
/// @param acknowledged Bit k set: slot k acknowledged.
/// @param matchedAt When it was matched last, in seconds.
/// @param round How often it was matched.
struct JobHead {
    // slot 0
    JobStatus status;
    bool isBlameless;
    bool isCollected;
    uint16 acknowledged;
    uint16 round;
    uint40 matchedAt;
    address matcher;
}

/// @notice A slot of a job, from its match: one slot of storage. Executions are counted from 0.
/// @param lane Lane of the processor's commitment.
/// @param fee Price of an execution, frozen at the match.
/// @param next The first execution that may still be reported.
/// @param successes Executions that earned the fee.
/// @param failures Executions that earned the failure fee.
/// @param undecided Executions that a consumer's contract refused, or for which there is no majority.
struct JobSlot {
    // slot 0
    OperatorId processor;
    uint32 startDelay;
    uint8 lane;
    uint88 fee;
    uint24 next;
    uint24 successes;
    uint24 failures;
    uint24 undecided;
}

/// @notice The votes on one execution of a Majority job.
/// @param reported Bit k set: slot k reported an output.
/// @param alike Bit k set: slot k reported the output that won.
struct JobTally {
    // slot 0
    uint16 reported;
    uint16 alike;
    bool isDecided;
}

/// @notice What a processor says of one execution.
/// @param slot Its slot.
/// @param execution Which execution, from 0.
/// @param isSuccess Whether it ran and was delivered.
/// @param output What a contract of this chain is given; else what points to the delivery, for example the hash of a
/// transaction; of a failure its message.
/// @param outputHash Hash of the output; of what is given to a contract of this chain, keccak256 of it.
/// @param runtimeProof The device's signature or the proof, else empty.
/// @param deliveryProof The endpoint's signature, or the ABI encoding of (receipt root, Merkle proof), else empty.
struct ExecutionReport {
    uint8 slot;
    uint24 execution;
    bool isSuccess;
    bytes32 outputHash;
    bytes output;
    bytes runtimeProof;
    bytes deliveryProof;
}

/// @notice How a deployment times and prices jobs.
/// @param ackWindow Seconds in which matched processors acknowledge; a job is matched that long before its start.
/// @param reportTolerance Milliseconds after an execution's duration in which it may still be reported.
/// @param receiptWindow The same beside that, where the receipt of another chain has to arrive.
/// @param matcherBps Matcher's share of what a success costs less than the reward.
/// @param silenceBps Share of its stake that a processor loses that was matched and does not answer.
/// @param missedBps Share that a missed execution costs.
/// @param missedLimitBps Most that executions missed in a row cost together.
/// @param reporterBps Share of a penalty for whoever counted it.
struct JobSettings {
    uint40 ackWindow;
    uint40 reportTolerance;
    uint40 receiptWindow;
    Bps matcherBps;
    Bps silenceBps;
    Bps missedBps;
    Bps missedLimitBps;
    Bps reporterBps;
}

/// @notice Terms as the words that they are, to hand them on: a struct is checked and encoded field by field.
function toTermsWords(JobTerms calldata terms) pure returns (bytes32[29] calldata words) {
    // Solidity converts no calldata from one type to another of the same layout.
    assembly ("memory-safe") {
        words := terms
    }
}

/// @notice Words as the terms that they are. Each field is checked when it is read.
function toJobTerms(bytes32[29] calldata words) pure returns (JobTerms calldata terms) {
    assembly ("memory-safe") {
        terms := words
    }
}

/// @notice The hash of terms, of which a job's id is made.
function hashJobTerms(JobTerms calldata terms) pure returns (bytes32 termsHash) {
    // The struct is static, so its calldata is what abi.encode makes of it; encoding it anew would cost twice as much.
    assembly ("memory-safe") {
        let free := mload(0x40)
        calldatacopy(free, terms, JOB_TERMS_BYTES)
        termsHash := keccak256(free, JOB_TERMS_BYTES)
    }
}
