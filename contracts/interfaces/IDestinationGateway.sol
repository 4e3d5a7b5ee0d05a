// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";
import {JobId} from "../types/JobId.sol";
import {Assignment} from "../types/JobLeaves.sol";

/// @title IDestinationGateway
/// @notice Delivers jobs of another chain's market to contracts of this one. A committee of that chain signs the tree
/// of assignments; each committee hands over to the next. It holds no money: a processor's gas was locked at home, and
/// is paid there against a leaf of this gateway's receipts.
interface IDestinationGateway {
    /// @notice The committee that counts.
    /// @param page Where its keys and powers are.
    /// @param size How many seats it has.
    /// @param sealedAt When it was sealed at home, in seconds.
    /// @param id Its id at home.
    struct GatewayCommittee {
        // slot 0
        address page;
        uint16 size;
        uint40 sealedAt;
        // slot 1
        CommitteeId id;
    }

    /// @notice A committee that governance wants to put in.
    /// @param readyAt From when it may be, in seconds.
    /// @param pageHash Hash of the code of its page at home.
    struct SeedProposal {
        // slot 0
        CommitteeId id;
        uint40 sealedAt;
        uint40 readyAt;
        // slot 1
        bytes32 pageHash;
    }

    /// @notice Thrown when a committee is too old to decide anything, or none was put in. Seconds.
    error GatewayCommitteeExpired(CommitteeId committee, uint256 expiredAt, uint256 time);

    /// @notice Thrown when something was signed for a time to come, or is too old. Seconds.
    error GatewayOutOfTime(uint40 issuedAt, uint256 time, uint256 maxAge);

    /// @notice Thrown when a committee would hand over to one that was not sealed after it.
    error GatewayNotNewer(CommitteeId committee, uint40 sealedAt, uint40 currentSealedAt);

    /// @notice Thrown when a page's length or totals are not those of its seats.
    error GatewayBadPage(uint256 length);

    /// @notice Thrown when those who signed are no seats, or have not more than two thirds of the power.
    error GatewayNoQuorum(CommitteeId committee, uint256 signers, uint256 signedPower, uint256 totalPower);

    /// @notice Thrown when an aggregate signature does not hold.
    error GatewayBadSignature(CommitteeId committee, uint256 signers, bytes32 digest);

    /// @notice Thrown when governance proposed another page, or none.
    error GatewayNotProposed(bytes32 pageHash, bytes32 proposedHash);

    /// @notice Thrown when a proposed committee may not be put in yet. Seconds.
    error GatewaySeedEarly(uint256 time, uint40 readyAt);

    /// @notice Thrown when an assignment is for another chain.
    error GatewayWrongDestination(uint256 chainId);

    /// @notice Thrown when an assignment is of another market than the one that this gateway serves.
    error GatewayWrongHome(uint256 homeChainId, address market);

    /// @notice Thrown when somebody delivers who is not assigned.
    error GatewayNotProcessor(address account, address processor);

    /// @notice Thrown when a slot has no such execution.
    error GatewayNoSuchExecution(JobId job, uint256 execution, uint256 count);

    /// @notice Thrown when an execution is delivered before it begins, or too late. Milliseconds.
    error GatewayOutsideWindow(JobId job, uint256 execution, uint256 time, uint256 opensAt, uint256 closesAt);

    /// @notice Thrown when an assignment leads to a root that was not accepted, or is too old.
    error GatewayUnknownRoot(bytes32 root, uint256 validUntil);

    /// @notice Thrown when an execution was delivered already.
    error GatewayAlreadyDelivered(JobId job, uint256 slot, uint256 execution);

    /// @notice Thrown when there is no such delivery that failed, of this processor and output.
    error GatewayNothingToRetry(JobId job, uint256 slot, uint256 execution);

    /// @notice Thrown when a delivery can no longer be retried. Milliseconds.
    error GatewayRetryOver(JobId job, uint256 execution, uint256 time, uint256 retryUntil);

    /// @notice Emitted when governance proposed a committee. Seconds.
    event SeedProposed(CommitteeId indexed committee, uint40 sealedAt, bytes32 pageHash, uint40 readyAt);

    /// @notice Emitted when governance took a proposal back.
    event SeedCancelled(CommitteeId indexed committee, bytes32 pageHash);

    /// @notice Emitted when a committee counts from now on.
    event CommitteeInstalled(CommitteeId indexed committee, uint40 sealedAt, bytes32 pageHash, uint256 size);

    /// @notice Emitted when a root was accepted. Seconds.
    event RootAccepted(bytes32 indexed root, CommitteeId indexed committee, uint40 issuedAt, uint256 validUntil);

    /// @notice Emitted when an execution was delivered, and again when a retry changed the outcome.
    /// @param isFulfilled Whether the consumer took it.
    /// @param returned The first bytes of what the consumer returned, or reverted with.
    event ExecutionDelivered(
        JobId indexed job,
        address indexed processor,
        address indexed target,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash,
        bool isFulfilled,
        bytes returned
    );

    /// @notice Proposes a committee: the first, or one in the place of another. Governance only.
    function proposeSeed(CommitteeId committee, uint40 sealedAt, bytes32 pageHash) external;

    /// @notice Takes the proposal back. Governance only.
    function cancelSeed() external;

    /// @notice Puts the proposed committee in, once it may be. Anyone may.
    /// @param content Content of its page at home.
    function seed(bytes calldata content) external;

    /// @notice Puts a committee in that the one that counts hands over to. Anyone may, with the signatures.
    /// @param next Its id at home.
    /// @param sealedAt When it was sealed at home, in seconds.
    /// @param content Content of its page at home.
    /// @param signers Bit s set: seat s of the committee that counts signed.
    /// @param signature Aggregate signature of `handoverDigestOf`, 96 bytes.
    function handOver(
        CommitteeId next,
        uint40 sealedAt,
        bytes calldata content,
        uint256 signers,
        bytes calldata signature
    ) external;

    /// @notice Accepts a root of the assignment tree. Anyone may, with the signatures.
    /// @param issuedAt When it was signed, in seconds.
    /// @param signers Bit s set: seat s of the committee that counts signed.
    /// @param signature Aggregate signature of `rootDigestOf`, 96 bytes.
    function acceptRoot(bytes32 root, uint40 issuedAt, uint256 signers, bytes calldata signature) external;

    /// @notice Delivers an execution to the consumer, in its window. The assigned processor only, and once.
    /// @param proof From the assignment's leaf to an accepted root.
    /// @return isFulfilled Whether the consumer took it; if not, anyone may retry.
    function fulfill(
        Assignment calldata assignment,
        bytes32[] calldata proof,
        uint256 execution,
        bytes calldata output
    ) external returns (bool isFulfilled);

    /// @notice Calls a consumer again that did not take a delivery. Anyone may, for a week after the window.
    /// @param proof From the assignment's leaf to an accepted root.
    /// @return isFulfilled Whether the consumer took it now.
    function retry(
        Assignment calldata assignment,
        bytes32[] calldata proof,
        uint256 execution,
        bytes calldata output
    ) external returns (bool isFulfilled);

    /// @notice The committee that counts.
    function committee() external view returns (GatewayCommittee memory);

    /// @notice What governance proposed.
    function proposal() external view returns (SeedProposal memory);

    /// @notice Until when a root is valid, in seconds; 0 if it was never accepted.
    function validUntil(bytes32 root) external view returns (uint256);

    /// @notice The receipt's leaf of an execution; 0 if it was not delivered.
    function receiptOf(JobId job, uint256 slot, uint256 execution) external view returns (bytes32);

    /// @notice What a committee signs to accept a root: EIP-712 in the domain of the market at home.
    function rootDigestOf(CommitteeId signing, bytes32 root, uint40 issuedAt) external view returns (bytes32);

    /// @notice What a committee signs to hand over: EIP-712 in the domain of the market at home.
    function handoverDigestOf(
        CommitteeId signing,
        CommitteeId next,
        uint40 sealedAt,
        bytes32 pageHash
    ) external view returns (bytes32);
}
