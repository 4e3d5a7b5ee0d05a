// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {ICommittees} from "../../interfaces/ICommittees.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, SignedVote, VotePhase} from "../../types/AttestationTask.sol";
import {Bps} from "../../types/Bps.sol";
import {CommitteeSeat, Quorum} from "../../types/Committee.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {Offence} from "../../types/Offence.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {SlashingTerms, TaskDefinition} from "../../types/TaskDefinition.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DefinitionRules} from "./DefinitionRules.sol";
import {TaskLedger} from "./TaskLedger.sol";

/// @title OffenceRules
/// @notice What operators are slashed for, and how: the center's code for what should never happen. Linked, so that the
/// center fits a contract.
library OffenceRules {
    using DefinitionRules for DefinitionRules.Book;
    using TaskLedger for TaskLedger.Ledger;

    /// @notice The contracts that an offence concerns.
    struct Ground {
        IEscrow escrow;
        IOperatorRegistry registry;
        ICommittees committees;
    }

    /// @notice Two votes on one task that contradict each other, and what was signed with each.
    struct Contradiction {
        TaskId id;
        uint16 taskDefinitionId;
        VotePhase phase;
        SignedVote approval;
        SignedVote rejection;
        bytes32 approvalDigest;
        bytes32 rejectionDigest;
    }

    /* DOUBLE ATTESTATION */

    /// @notice See IAttestationCenter.slashDoubleAttestation.
    function slashDouble(
        TaskLedger.Ledger storage ledger,
        DefinitionRules.Book storage book,
        Ground memory ground,
        Contradiction memory votes
    ) external {
        TaskId id = votes.id;
        TaskDefinition storage definition = book.known(votes.taskDefinitionId);
        AttestationRecord memory record = ledger.records[id];
        uint256 disputeEnd = uint256(record.decidedAt) + definition.disputePeriodBlocks;
        OperatorId operator = _voterOf(ground, votes.approval, votes.approvalDigest, record.committee, disputeEnd);
        OperatorId other = _voterOf(ground, votes.rejection, votes.rejectionDigest, record.committee, disputeEnd);
        if (OperatorId.unwrap(operator) != OperatorId.unwrap(other))
            revert IAttestationCenter.AttestationTwoOperators(operator, other);

        // A task that was never submitted has no version of its own.
        uint16 version = record.status == AttestationStatus.None ? definition.termsVersion : record.termsVersion;
        SlashingTerms memory terms = _termsFor(book, id, votes.taskDefinitionId, version, operator);
        Offence memory offence = _offence(id, operator, votes.approval.committee, terms.doubleAttestationBps, terms);
        offence.offence = keccak256(abi.encode(id, operator, votes.phase));
        offence.reporter = msg.sender;
        offence.jails = terms.jails;
        uint256 amount = ground.registry.slash(offence);

        emit IAttestationCenter.DoubleAttestationPunished(id, operator, votes.phase, amount);

        ground.committees.refreshSeat(votes.approval.committee, votes.approval.seat);
        ground.committees.refreshSeat(votes.rejection.committee, votes.rejection.seat);
    }

    /// @dev Keys are given up and lost when their committees are gone: from then on they prove nothing, except about a
    /// task of that committee that can still be disputed.
    function _voterOf(
        Ground memory ground,
        SignedVote memory vote,
        bytes32 digest,
        CommitteeId committee,
        uint256 disputeEnd
    ) private view returns (OperatorId operator) {
        (Quorum memory quorum, CommitteeSeat[2] memory seats) = ground.committees.verifyWithSeats(
            vote.committee,
            1 << vote.seat,
            digest,
            vote.signature,
            [vote.seat, vote.seat]
        );
        bool isOpen = vote.committee == committee && block.number < disputeEnd;
        if (!quorum.isLive && !isOpen) revert IAttestationCenter.AttestationDeadCommittee(vote.committee);
        return seats[0].operator;
    }

    /* INCORRECT ATTESTATION */

    /// @notice See IAttestationCenter.slashIncorrectAttestation.
    function slashIncorrect(
        TaskLedger.Ledger storage ledger,
        DefinitionRules.Book storage book,
        Ground memory ground,
        TaskId id,
        uint8 seat
    ) external {
        AttestationRecord memory record = ledger.records[id];
        uint256 period = book.definitions[record.taskDefinitionId].disputePeriodBlocks;
        if (record.status != AttestationStatus.Overturned)
            revert IAttestationCenter.AttestationWrongStatus(id, TaskLedger.statusNow(record, period));
        uint256 deadline = record.decidedAt + period;
        if (block.number < deadline) revert IAttestationCenter.AttestationWrongTime(id, block.number, deadline);
        if (!ledger.isSigner(id, record, seat)) revert IAttestationCenter.AttestationNotOnLosingSide(id, seat);
        OperatorId operator = ground.committees.seatOf(record.committee, seat).operator;
        SlashingTerms memory terms = _termsFor(book, id, record.taskDefinitionId, record.termsVersion, operator);

        ledger.removeSigners(id, 1 << seat);
        Offence memory offence = _offence(id, operator, record.committee, terms.incorrectAttestationBps, terms);
        offence.offence = keccak256(abi.encode(id, operator));
        offence.reporter = ledger.challenges[id].challenger;
        uint256 amount = ground.registry.slash(offence);

        emit IAttestationCenter.IncorrectAttestationPunished(id, operator, amount);

        ground.committees.refreshSeat(record.committee, seat);
    }

    /* PERFORMER */

    /// @notice See IAttestationCenter.slashPerformer.
    function slashPerformer(
        TaskLedger.Ledger storage ledger,
        DefinitionRules.Book storage book,
        Ground memory ground,
        TaskId id
    ) external {
        AttestationRecord memory record = ledger.records[id];
        bool wasFalse = _requirePunishable(book, id, record);
        OperatorId operator = ground.committees.seatOf(record.committee, record.performerSeat).operator;
        if (record.isPerformerSettled) revert IAttestationCenter.AttestationNothingOwed(id, record.performerSeat);
        SlashingTerms memory terms = _termsFor(book, id, record.taskDefinitionId, record.termsVersion, operator);

        ledger.records[id].isPerformerSettled = true;
        Offence memory offence = _offence(id, operator, record.committee, terms.rejectedPerformerBps, terms);
        offence.offence = keccak256(abi.encode(id, operator, "performer"));
        offence.reporter = wasFalse ? ledger.challenges[id].challenger : msg.sender;
        if (!wasFalse) (offence.victim, offence.loss) = (address(this), _lossOf(book, ground, record));
        uint256 amount = ground.registry.slash(offence);
        uint256 forfeited = _compensation(offence, amount);
        ledger.forfeited[id] = forfeited;

        emit IAttestationCenter.PerformerPunished(id, operator, amount, forfeited);

        // The compensation is the center's credit now; what attesters are owed, it holds.
        if (forfeited != 0) ground.escrow.hold(address(this), ground.registry.stakeCurrency(), forfeited);
        ground.committees.refreshSeat(record.committee, record.performerSeat);
    }

    /// @dev A task was finally rejected, or else approved and overturned, which is what this returns.
    function _requirePunishable(
        DefinitionRules.Book storage book,
        TaskId id,
        AttestationRecord memory record
    ) private view returns (bool wasFalse) {
        uint256 period = book.definitions[record.taskDefinitionId].disputePeriodBlocks;
        AttestationStatus status = TaskLedger.statusNow(record, period);
        wasFalse = record.wasApproved && status == AttestationStatus.Overturned;
        bool isRejected = !record.wasApproved && status == AttestationStatus.Finalized;
        if (!isRejected && !wasFalse) revert IAttestationCenter.AttestationWrongStatus(id, status);
    }

    /// @dev What attesters and aggregator of a rejected task would have earned. Stake in another currency than the
    /// rewards cannot stand for them, since nobody here knows a price.
    function _lossOf(
        DefinitionRules.Book storage book,
        Ground memory ground,
        AttestationRecord memory record
    ) private view returns (uint128) {
        TaskDefinition storage definition = book.definitions[record.taskDefinitionId];
        if (!(definition.currency == ground.registry.stakeCurrency())) return 0;
        return uint128(DefinitionRules.owedForRejection(definition, record.signerCount));
    }

    /// @dev What the registry credited to the victim; see Staking.slash.
    function _compensation(Offence memory offence, uint256 amount) private pure returns (uint256) {
        uint256 most = amount - offence.bountyBps.portionOf(amount);
        return offence.loss < most ? offence.loss : most;
    }

    /* SHARED */

    /// @dev The terms an operator accepted for a task; reverts when it did not.
    function _termsFor(
        DefinitionRules.Book storage book,
        TaskId id,
        uint16 definitionId,
        uint16 version,
        OperatorId operator
    ) private view returns (SlashingTerms memory terms) {
        terms = book.terms[definitionId][version];
        bytes32 termsHash = DefinitionRules.hashTerms(definitionId, terms);
        if (!book.hasAccepted[OperatorId.unwrap(operator)][termsHash])
            revert IAttestationCenter.AttestationNotPunishable(id, operator, termsHash);
    }

    function _offence(
        TaskId id,
        OperatorId operator,
        CommitteeId committee,
        Bps share,
        SlashingTerms memory terms
    ) private pure returns (Offence memory offence) {
        if (Bps.unwrap(share) == 0) revert IAttestationCenter.AttestationNotPunishable(id, operator, bytes32(0));
        offence.operator = operator;
        offence.pool = committee.poolOf();
        offence.share = share;
        offence.bountyBps = terms.reporterBps;
    }
}
