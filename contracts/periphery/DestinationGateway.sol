// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDestinationGateway} from "../interfaces/IDestinationGateway.sol";
import {IJobConsumer} from "../interfaces/IJobConsumer.sol";
import {Bls12381} from "../libraries/Bls12381.sol";
import {CodePage} from "../libraries/CodePage.sol";
import {CommitteePage} from "../libraries/CommitteePage.sol";
import {DeferredCall} from "../libraries/DeferredCall.sol";
import {SeatSet} from "../libraries/SeatSet.sol";
import {WitnessDigests} from "../libraries/WitnessDigests.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {JobId} from "../types/JobId.sol";
import {Assignment, Receipt, hashAssignment, hashReceipt} from "../types/JobLeaves.sol";
import {AssignmentRoot, Handover} from "../types/WitnessStatement.sol";

/// @title DestinationGateway
/// @notice Delivers jobs on another chain than the one they were registered on. It holds no money.
/// @dev Committees of one page only: the pool of witnesses has at most 117 seats. Seats that were voided at home since
/// the sealing still sign here, until the next hand-over.
contract DestinationGateway is IDestinationGateway, AccessManaged, ReentrancyGuardTransient {
    using Bls12381 for Bls12381.G2Point;
    using SeatSet for uint256;
    using WitnessDigests for AssignmentRoot;
    using WitnessDigests for Handover;

    /// @notice How long a delivery that the consumer did not take may be retried, in milliseconds after its window.
    uint256 public constant RETRY_PERIOD = 7 days * MILLISECONDS;

    uint256 private constant MILLISECONDS = 1_000;
    /// @dev Content of a page: its totals, then as many bytes for each seat.
    uint256 private constant SEAT_BYTES = 208;
    /// @dev What is left to do after the consumer was called: a storage write that is warm, and an event.
    uint256 private constant RESERVE_GAS = 40_000;

    /// @notice Oldest committee and oldest root that count, in seconds.
    uint40 public immutable maxAge;
    /// @notice How long a proposed committee waits, in seconds, unless it is the first.
    uint40 public immutable seedDelay;
    /// @notice The chain that jobs are registered on.
    uint256 public immutable homeChainId;
    /// @notice The market there.
    address public immutable homeMarket;
    /// @dev Binds what is signed to one market on one chain.
    bytes32 private immutable _homeDomain;

    GatewayCommittee private _committee;
    SeedProposal private _proposal;
    mapping(bytes32 root => uint256 time) private _validUntil;
    mapping(JobId job => mapping(uint256 slot => mapping(uint256 execution => bytes32 leaf))) private _receipts;

    /// @param authority AccessManager that decides who governs.
    constructor(
        address authority,
        uint256 homeChainId_,
        address homeMarket_,
        uint40 maxAge_,
        uint40 seedDelay_
    ) AccessManaged(authority) {
        (homeChainId, homeMarket) = (homeChainId_, homeMarket_);
        (maxAge, seedDelay) = (maxAge_, seedDelay_);
        _homeDomain = WitnessDigests.domainOf(homeChainId_, homeMarket_);
    }

    /* COMMITTEES */

    /// @inheritdoc IDestinationGateway
    function proposeSeed(CommitteeId id, uint40 sealedAt, bytes32 pageHash) external restricted {
        uint40 readyAt = uint40(block.timestamp) + (_committee.page == address(0) ? 0 : seedDelay);
        _proposal = SeedProposal({id: id, sealedAt: sealedAt, readyAt: readyAt, pageHash: pageHash});

        emit SeedProposed(id, sealedAt, pageHash, readyAt);
    }

    /// @inheritdoc IDestinationGateway
    function cancelSeed() external restricted {
        SeedProposal memory dropped = _proposal;
        delete _proposal;

        emit SeedCancelled(dropped.id, dropped.pageHash);
    }

    /// @inheritdoc IDestinationGateway
    function seed(bytes calldata content) external {
        SeedProposal memory proposed = _proposal;
        (address page, uint256 size) = _writePage(content);
        if (page.codehash != proposed.pageHash) revert GatewayNotProposed(page.codehash, proposed.pageHash);
        if (block.timestamp < proposed.readyAt) revert GatewaySeedEarly(block.timestamp, proposed.readyAt);

        delete _proposal;
        _install(proposed.id, proposed.sealedAt, page, size);
    }

    /// @inheritdoc IDestinationGateway
    function handOver(
        CommitteeId next,
        uint40 sealedAt,
        bytes calldata content,
        uint256 signers,
        bytes calldata signature
    ) external {
        GatewayCommittee memory current = _liveCommittee();
        if (sealedAt <= current.sealedAt) revert GatewayNotNewer(next, sealedAt, current.sealedAt);

        (address page, uint256 size) = _writePage(content);
        _requireQuorum(current, signers, handoverDigestOf(current.id, next, sealedAt, page.codehash), signature);
        _install(next, sealedAt, page, size);
    }

    /// @dev Whoever signed for the page, its totals are added up again: a wrong sum would be a key that nobody has, or
    /// somebody alone.
    function _writePage(bytes calldata content) private returns (address page, uint256 size) {
        uint256 length = content.length;
        size = length / SEAT_BYTES;
        // The totals take as much as a seat.
        if (size < 2 || size > CommitteePage.SEATS + 1 || length % SEAT_BYTES != 0) revert GatewayBadPage(length);
        --size;

        page = CodePage.write(content);
        Bls12381.G2Point memory key;
        Bls12381.G2Point memory sum;
        uint256 total = CommitteePage.readTotals(page, key);
        uint256 power = CommitteePage.sumSeats(page, SeatSet.below(size), sum);
        bool isSum = keccak256(abi.encode(key)) == keccak256(abi.encode(sum));
        if (!isSum || total != power || key.isInfinity()) revert GatewayBadPage(length);
    }

    function _install(CommitteeId id, uint40 sealedAt, address page, uint256 size) private {
        _requireRecent(sealedAt);
        // At most 117.
        _committee = GatewayCommittee({page: page, size: uint16(size), sealedAt: sealedAt, id: id});

        emit CommitteeInstalled(id, sealedAt, page.codehash, size);
    }

    function _requireRecent(uint40 issuedAt) private view {
        if (issuedAt > block.timestamp || block.timestamp >= uint256(issuedAt) + maxAge)
            revert GatewayOutOfTime(issuedAt, block.timestamp, maxAge);
    }

    /// @dev Past its age the stake behind a committee may be gone.
    function _liveCommittee() private view returns (GatewayCommittee memory current) {
        current = _committee;
        uint256 expiresAt = current.page == address(0) ? 0 : uint256(current.sealedAt) + maxAge;
        if (block.timestamp >= expiresAt) revert GatewayCommitteeExpired(current.id, expiresAt, block.timestamp);
    }

    function _requireQuorum(
        GatewayCommittee memory signing,
        uint256 signers,
        bytes32 digest,
        bytes calldata signature
    ) private view {
        bool areSeats = signers & ~SeatSet.below(signing.size) == 0;
        Bls12381.G2Point memory key;
        uint256 power = areSeats ? CommitteePage.sumSeats(signing.page, signers, key) : 0;
        uint256 total = CommitteePage.totalOf(signing.page);
        if (power * 3 <= total * 2) revert GatewayNoQuorum(signing.id, signers, power, total);
        if (!Bls12381.isSigned(signature, digest, Bls12381.SIGNATURE_DOMAIN, key))
            revert GatewayBadSignature(signing.id, signers, digest);
    }

    /* ROOTS */

    /// @inheritdoc IDestinationGateway
    function acceptRoot(bytes32 root, uint40 issuedAt, uint256 signers, bytes calldata signature) external {
        GatewayCommittee memory current = _liveCommittee();
        _requireRecent(issuedAt);
        _requireQuorum(current, signers, rootDigestOf(current.id, root, issuedAt), signature);

        uint256 until = uint256(issuedAt) + maxAge;
        // An older signature of the same root takes nothing away.
        if (until > _validUntil[root]) _validUntil[root] = until;

        emit RootAccepted(root, current.id, issuedAt, until);
    }

    /* DELIVERIES */

    /// @inheritdoc IDestinationGateway
    function fulfill(
        Assignment calldata assignment,
        bytes32[] calldata proof,
        uint256 execution,
        bytes calldata output
    ) external nonReentrant returns (bool) {
        if (msg.sender != assignment.processor) revert GatewayNotProcessor(msg.sender, assignment.processor);
        _requireAssigned(assignment, proof);
        _requireInWindow(assignment, execution);
        if (_receipts[assignment.job][assignment.slot][execution] != 0)
            revert GatewayAlreadyDelivered(assignment.job, assignment.slot, execution);

        return _deliver(assignment, _receiptFor(assignment, execution, output), output);
    }

    function _requireAssigned(Assignment calldata assignment, bytes32[] calldata proof) private view {
        if (assignment.chainId != block.chainid) revert GatewayWrongDestination(assignment.chainId);
        if (assignment.homeChainId != homeChainId || assignment.market != homeMarket)
            revert GatewayWrongHome(assignment.homeChainId, assignment.market);

        bytes32 root = MerkleProof.processProofCalldata(proof, hashAssignment(assignment));
        uint256 until = _validUntil[root];
        if (block.timestamp >= until) revert GatewayUnknownRoot(root, until);
    }

    function _requireInWindow(Assignment calldata assignment, uint256 execution) private view {
        JobId job = assignment.job;
        if (execution >= assignment.count) revert GatewayNoSuchExecution(job, execution, assignment.count);

        uint256 time = block.timestamp * MILLISECONDS;
        uint256 opensAt = assignment.start + execution * assignment.interval;
        uint256 closesAt = opensAt + assignment.window;
        if (time < opensAt || time >= closesAt) revert GatewayOutsideWindow(job, execution, time, opensAt, closesAt);
    }

    /// @inheritdoc IDestinationGateway
    function retry(
        Assignment calldata assignment,
        bytes32[] calldata proof,
        uint256 execution,
        bytes calldata output
    ) external nonReentrant returns (bool) {
        (JobId job, uint256 slot) = (assignment.job, assignment.slot);
        _requireAssigned(assignment, proof);
        Receipt memory receipt = _receiptFor(assignment, execution, output);
        if (_receipts[job][slot][execution] != hashReceipt(receipt)) revert GatewayNothingToRetry(job, slot, execution);

        uint256 time = block.timestamp * MILLISECONDS;
        uint256 until = assignment.start + execution * assignment.interval + assignment.window + RETRY_PERIOD;
        if (time >= until) revert GatewayRetryOver(job, execution, time, until);

        return _deliver(assignment, receipt, output);
    }

    /// @dev The receipt of a delivery that the consumer has not taken.
    function _receiptFor(
        Assignment calldata assignment,
        uint256 execution,
        bytes calldata output
    ) private view returns (Receipt memory) {
        return
            Receipt({
                homeChainId: homeChainId,
                market: homeMarket,
                job: assignment.job,
                slot: assignment.slot,
                execution: execution,
                processor: assignment.processor,
                outputHash: keccak256(output),
                isSuccess: false
            });
    }

    /// @dev Writes the receipt before the call, as not taken, and again when it was taken.
    function _deliver(
        Assignment calldata assignment,
        Receipt memory receipt,
        bytes calldata output
    ) private returns (bool isFulfilled) {
        (JobId job, uint256 slot, uint256 execution) = (receipt.job, receipt.slot, receipt.execution);
        _receipts[job][slot][execution] = hashReceipt(receipt);
        bytes memory returned;
        (isFulfilled, returned) = DeferredCall.perform(
            DeferredCall.Call({
                target: assignment.target,
                gasLimit: assignment.gasLimit,
                payload: abi.encodeCall(IJobConsumer.fulfill, (job, slot, execution, receipt.processor, output)),
                reserve: RESERVE_GAS
            })
        );
        if (isFulfilled) {
            receipt.isSuccess = true;
            _receipts[job][slot][execution] = hashReceipt(receipt);
        }

        emit ExecutionDelivered(
            job,
            receipt.processor,
            assignment.target,
            slot,
            execution,
            receipt.outputHash,
            isFulfilled,
            returned
        );
    }

    /* VIEWS */

    /// @inheritdoc IDestinationGateway
    function committee() external view returns (GatewayCommittee memory) {
        return _committee;
    }

    /// @inheritdoc IDestinationGateway
    function proposal() external view returns (SeedProposal memory) {
        return _proposal;
    }

    /// @inheritdoc IDestinationGateway
    function validUntil(bytes32 root) external view returns (uint256) {
        return _validUntil[root];
    }

    /// @inheritdoc IDestinationGateway
    function receiptOf(JobId job, uint256 slot, uint256 execution) external view returns (bytes32) {
        return _receipts[job][slot][execution];
    }

    /// @inheritdoc IDestinationGateway
    function rootDigestOf(CommitteeId signing, bytes32 root, uint40 issuedAt) public view returns (bytes32) {
        return AssignmentRoot({committee: signing, root: root, issuedAt: issuedAt}).digestOf(_homeDomain);
    }

    /// @inheritdoc IDestinationGateway
    function handoverDigestOf(
        CommitteeId signing,
        CommitteeId next,
        uint40 sealedAt,
        bytes32 pageHash
    ) public view returns (bytes32) {
        return Handover({committee: signing, next: next, sealedAt: sealedAt, pageHash: pageHash}).digestOf(_homeDomain);
    }
}
