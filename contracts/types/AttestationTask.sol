// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationStatus} from "./AttestationStatus.sol";
import {CommitteeId} from "./CommitteeId.sol";
import {TaskId} from "./TaskId.sol";

/// @notice In which phase a vote counts.
enum VotePhase {
    Submission,
    Dispute
}

/// @notice A task as its performer signs it.
/// @param proofOfTask Whatever attesters need to verify that the task was performed as expected.
/// @param data What the consensus is about, or a reference to it.
/// @param taskPerformer Controller of the operator that performed it.
/// @param taskDefinitionId The task's definition.
struct TaskInfo {
    string proofOfTask;
    bytes data;
    address taskPerformer;
    uint16 taskDefinitionId;
}

/// @notice What an aggregator brings with a task.
/// @param isApproved Which side the attesters took.
/// @param committee The committee they sit in.
/// @param performerSeat The performer's seat there.
/// @param aggregatorSeat The caller's seat there.
/// @param signers Bit s set: seat s signed.
/// @param performerSignature EIP-712 signature of the task by the performer; ERC-1271 counts as well.
/// @param attestersSignature Aggregate BLS signature of the vote, 96 bytes.
struct TaskSubmissionDetails {
    bool isApproved;
    CommitteeId committee;
    uint8 performerSeat;
    uint8 aggregatorSeat;
    uint256 signers;
    bytes performerSignature;
    bytes attestersSignature;
}

/// @notice What is kept of a submitted task, in one word; signers in seats from 56 on are in another.
/// @param wasApproved How it was submitted.
/// @param decidedAt Block of the submission; when challenged, of the challenge; when upheld, of that.
/// @param termsVersion Version of the slashing terms it was submitted under.
/// @param lowSigners Bit s set: seat s is still owed its reward; once overturned, still to be punished.
struct AttestationRecord {
    // slot 0
    AttestationStatus status;
    bool wasApproved;
    uint16 taskDefinitionId;
    CommitteeId committee;
    uint40 decidedAt;
    uint8 performerSeat;
    uint8 aggregatorSeat;
    uint16 signerCount;
    uint16 termsVersion;
    bool isPerformerSettled;
    bool isAggregatorPaid;
    uint56 lowSigners;
}

/// @notice A vote that somebody saw, as evidence.
/// @param committee The committee that the vote names.
/// @param seat The voter's seat there.
/// @param aggregator The aggregator that the vote names.
/// @param signature The voter's own BLS signature, 96 bytes.
struct SignedVote {
    CommitteeId committee;
    uint8 seat;
    address aggregator;
    bytes signature;
}

/// @notice A task and the claimant's seat in its committee.
struct RewardClaim {
    TaskId id;
    uint8 seat;
}

/// @notice A challenge that waits for its answer.
struct Challenge {
    // slot 0
    address challenger;
    uint96 bond;
}
