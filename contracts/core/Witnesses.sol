// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {ICommittees} from "../interfaces/ICommittees.sol";
import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {IWitnesses} from "../interfaces/IWitnesses.sol";
import {CommitteePage} from "../libraries/CommitteePage.sol";
import {WitnessDigests} from "../libraries/WitnessDigests.sol";
import {Bps} from "../types/Bps.sol";
import {Committee} from "../types/Committee.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {JobHead, JobSlot, JobTerms} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Assignment, hashAssignment} from "../types/JobLeaves.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {Offence} from "../types/Offence.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {PoolTerms} from "../types/Pool.sol";
import {PoolId} from "../types/PoolId.sol";
import {AssignmentRoot, Handover, WitnessSignature} from "../types/WitnessStatement.sol";

/// @title Witnesses
/// @notice Opens the pool of witnesses, and slashes its members. It has no owner, and holds no money.
/// @dev The market stores no tree. It need not: an assignment follows from a job's terms and from what is stored of the
/// job, which never changes once all its slots acknowledged, so each leaf can be checked by itself. A root without a
/// false leaf lets nobody deliver what was not assigned.
contract Witnesses is IWitnesses {
    using WitnessDigests for AssignmentRoot;
    using WitnessDigests for Handover;

    /// @notice Knows operators and stakes.
    IOperatorRegistry public immutable registry;
    /// @notice Knows the committees and their keys.
    ICommittees public immutable committees;
    /// @notice What an offence costs: as much as the pool's terms allow.
    Bps public immutable share;
    /// @notice The reporter's part of it.
    Bps public immutable reporterBps;
    /// @inheritdoc IWitnesses
    uint40 public immutable liability;
    /// @inheritdoc IWitnesses
    PoolId public immutable pool;

    /// @param poolTerms Terms of the pool; its market is filled in.
    /// @param liability_ Longer than committees live, here and at gateways; shorter than stake unbonds.
    constructor(
        IOperatorRegistry registry_,
        ICommittees committees_,
        PoolTerms memory poolTerms,
        Bps reporterBps_,
        uint40 liability_
    ) {
        bool isSound = poolTerms.seatLimit <= CommitteePage.SEATS && liability_ < registry_.unbondingPeriod();
        if (!isSound) revert WitnessBadTerms(poolTerms.seatLimit, liability_);
        (registry, committees) = (registry_, committees_);
        (share, reporterBps, liability) = (poolTerms.maxSlashBps, reporterBps_, liability_);
        poolTerms.market = address(this);
        pool = registry_.openPool(poolTerms);
    }

    /* SLASHING */

    /// @inheritdoc IWitnesses
    function slashRoot(
        IJobMarket market,
        AssignmentRoot calldata statement,
        WitnessSignature calldata signed,
        RootContent calldata content
    ) external {
        Assignment calldata assignment = content.assignment;
        bytes32 root = MerkleProof.processProofCalldata(content.proof, hashAssignment(assignment));
        if (root != statement.root) revert WitnessNotInRoot(root, statement.root);
        if (isRecorded(market, assignment, content.terms, statement.issuedAt))
            revert WitnessAssignmentRecorded(assignment.job, assignment.slot);

        _punish(statement.committee, statement.digestOf(_domainOf(market)), signed);
    }

    /// @inheritdoc IWitnesses
    function slashHandover(IJobMarket market, Handover calldata statement, WitnessSignature calldata signed) external {
        Committee memory next = committees.committeeOf(statement.next);
        bool isOurs = statement.next.poolOf() == pool && next.page1 == address(0);
        bool isSealed = next.sealedAt == statement.sealedAt && next.page0.codehash == statement.pageHash;
        // What was never sealed has no page, whose hash would then be that of no code.
        if (isOurs && isSealed && next.size != 0) revert WitnessCommitteeRecorded(statement.next);

        _punish(statement.committee, statement.digestOf(_domainOf(market)), signed);
    }

    /// @dev Each key was registered with a proof of its possession, so an aggregate speaks for each of its signers.
    function _punish(CommitteeId committee, bytes32 digest, WitnessSignature calldata signed) private {
        PoolId ours = pool;
        if (!(committee.poolOf() == ours)) revert WitnessWrongPool(committee, committee.poolOf(), ours);
        uint256 until = uint256(committees.committeeOf(committee).sealedAt) + liability;
        if (block.timestamp >= until) revert WitnessTooLate(committee, block.timestamp, until);
        if ((signed.signers >> signed.seat) & 1 == 0) revert WitnessNotSigner(committee, signed.seat, signed.signers);
        committees.verify(committee, signed.signers, digest, signed.signature);

        OperatorId operator = committees.seatOf(committee, signed.seat).operator;
        uint256 amount = registry.slash(
            Offence({
                operator: operator,
                pool: ours,
                share: share,
                offence: keccak256(abi.encode(digest, operator)),
                victim: address(0),
                loss: 0,
                reporter: msg.sender,
                bountyBps: reporterBps,
                jails: true
            })
        );

        emit WitnessPunished(operator, committee, digest, msg.sender, amount);

        committees.refreshSeat(committee, signed.seat);
    }

    /* VIEWS */

    /// @inheritdoc IWitnesses
    function isRecorded(
        IJobMarket market,
        Assignment calldata assignment,
        JobTerms calldata terms,
        uint256 time
    ) public view returns (bool) {
        JobId id = assignment.job;
        JobHead memory head = market.jobOf(id);
        // An id is a hash of terms, and a job never becomes unknown again.
        if (head.status == JobStatus.None) return false;
        JobId given = market.jobIdOf(terms);
        if (JobId.unwrap(given) != JobId.unwrap(id)) revert WitnessWrongTerms(id, given);

        // All slots acknowledged together with the assignment only, after which a job is never matched again.
        bool wasAssigned = head.acknowledged == (uint256(1) << terms.slots) - 1;
        if (!wasAssigned || head.matchedAt > time || assignment.slot >= terms.slots) return false;
        Assignment memory recorded = _assignmentOf(market, id, terms, assignment.slot);
        return hashAssignment(recorded) == hashAssignment(assignment);
    }

    /// @dev The assignment of a slot, as its acknowledgment told.
    function _assignmentOf(
        IJobMarket market,
        JobId id,
        JobTerms calldata terms,
        uint256 index
    ) private view returns (Assignment memory) {
        JobSlot memory slot = market.slotOf(id, index);
        (uint256 start, ) = market.windowOf(id, terms, index, 0);
        return
            Assignment({
                homeChainId: block.chainid,
                market: address(market),
                job: id,
                slot: index,
                processor: registry.identityOf(slot.processor).controller,
                chainId: terms.destination.chainId,
                target: terms.destination.target,
                gasLimit: terms.destination.gasLimit,
                start: start,
                interval: terms.schedule.interval,
                window: uint256(terms.schedule.duration) + market.settings().reportTolerance,
                count: terms.schedule.executionsOf()
            });
    }

    /// @dev What members sign for a market of another suite, where the same keys may have the same seats, is none of
    /// this one's business.
    function _domainOf(IJobMarket market) private view returns (bytes32) {
        if (!registry.isMarket(address(market))) revert WitnessUnknownMarket(address(market));
        return WitnessDigests.domainOf(block.chainid, address(market));
    }
}
