// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, SignedVote, TaskInfo, VotePhase} from "../../types/AttestationTask.sol";
import {Bps} from "../../types/Bps.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {Offence} from "../../types/Offence.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {SlashingTerms, TaskDefinition} from "../../types/TaskDefinition.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DefinitionRules} from "./DefinitionRules.sol";
import {Disputes} from "./Disputes.sol";

/// @title AttestationOffences
/// @notice What operators are slashed for, if they accepted the definition's terms. Anyone can show each offence.
abstract contract AttestationOffences is Disputes {
    using DefinitionRules for DefinitionRules.Book;

    /// @dev What the performer of a rejected task left to its attesters and aggregator, in the staking currency.
    mapping(TaskId id => uint256 amount) internal _forfeited;

    /* DOUBLE ATTESTATION */

    /// @inheritdoc IAttestationCenter
    function slashDoubleAttestation(
        TaskInfo calldata info,
        VotePhase phase,
        SignedVote calldata approval,
        SignedVote calldata rejection
    ) external nonReentrant {
        TaskId id = taskIdOf(info);
        TaskDefinition storage definition = _book.known(info.taskDefinitionId);
        OperatorId operator = _requireVote(id, true, phase, approval);
        OperatorId other = _requireVote(id, false, phase, rejection);
        if (OperatorId.unwrap(operator) != OperatorId.unwrap(other)) revert AttestationTwoOperators(operator, other);

        // A task that was never submitted has no version of its own.
        uint16 version =
            _records[id].status == AttestationStatus.None ? definition.termsVersion : _records[id].termsVersion;
        SlashingTerms memory terms = _termsFor(id, info.taskDefinitionId, version, operator);
        Offence memory offence = _offence(id, operator, approval.committee, terms.doubleAttestationBps, terms);
        offence.offence = keccak256(abi.encode(id, operator, phase));
        offence.reporter = msg.sender;
        offence.jails = terms.jails;
        uint256 amount = registry.slash(offence);

        emit DoubleAttestationPunished(id, operator, phase, amount);

        committees.refreshSeat(approval.committee, approval.seat);
        committees.refreshSeat(rejection.committee, rejection.seat);
    }

    function _requireVote(
        TaskId id,
        bool isApproved,
        VotePhase phase,
        SignedVote calldata vote
    ) private view returns (OperatorId operator) {
        bytes32 digest = voteDigestOf(id, isApproved, phase, vote.aggregator, vote.committee);
        committees.verify(vote.committee, 1 << vote.seat, digest, vote.signature);
        return committees.seatOf(vote.committee, vote.seat).operator;
    }

    /* INCORRECT ATTESTATION */

    /// @inheritdoc IAttestationCenter
    function slashIncorrectAttestation(TaskId id, uint8 seat) external nonReentrant {
        AttestationRecord memory record = _records[id];
        if (record.status != AttestationStatus.Overturned) revert AttestationWrongStatus(id, statusOf(id));
        if ((_signers[id] >> seat) & 1 == 0) revert AttestationNotOnLosingSide(id, seat);
        OperatorId operator = committees.seatOf(record.committee, seat).operator;
        SlashingTerms memory terms = _termsFor(id, record.taskDefinitionId, record.termsVersion, operator);

        _signers[id] &= ~(1 << seat);
        Offence memory offence = _offence(id, operator, record.committee, terms.incorrectAttestationBps, terms);
        offence.offence = keccak256(abi.encode(id, operator));
        offence.reporter = _challenges[id].challenger;
        uint256 amount = registry.slash(offence);

        emit IncorrectAttestationPunished(id, operator, amount);

        committees.refreshSeat(record.committee, seat);
    }

    /* PERFORMER */

    /// @inheritdoc IAttestationCenter
    function slashPerformer(TaskId id) external nonReentrant {
        AttestationRecord memory record = _records[id];
        AttestationStatus status = statusOf(id);
        bool isRejected = !record.wasApproved && status == AttestationStatus.Finalized;
        bool wasFalse = record.wasApproved && status == AttestationStatus.Overturned;
        if (!isRejected && !wasFalse) revert AttestationWrongStatus(id, status);
        OperatorId operator = committees.seatOf(record.committee, record.performerSeat).operator;
        if (record.isPerformerSettled) revert AttestationNothingOwed(id, record.performerSeat);
        SlashingTerms memory terms = _termsFor(id, record.taskDefinitionId, record.termsVersion, operator);

        _records[id].isPerformerSettled = true;
        Offence memory offence = _offence(id, operator, record.committee, terms.rejectedPerformerBps, terms);
        offence.offence = keccak256(abi.encode(id, operator, "performer"));
        offence.reporter = wasFalse ? _challenges[id].challenger : msg.sender;
        if (isRejected) (offence.victim, offence.loss) = (address(this), _lossOf(record));
        uint256 amount = registry.slash(offence);
        uint256 forfeited = _compensation(offence, amount);
        _forfeited[id] = forfeited;

        emit PerformerPunished(id, operator, amount, forfeited);

        // The compensation is the center's credit now; what attesters are owed, it holds.
        if (forfeited != 0) escrow.hold(address(this), registry.stakeCurrency(), forfeited);
        committees.refreshSeat(record.committee, record.performerSeat);
    }

    /// @dev What attesters and aggregator of a rejected task would have earned. Stake in another currency than the
    /// rewards cannot stand for them, since nobody here knows a price.
    function _lossOf(AttestationRecord memory record) private view returns (uint128) {
        TaskDefinition storage definition = _book.definitions[record.taskDefinitionId];
        if (!(definition.currency == registry.stakeCurrency())) return 0;
        return uint128(_owedForRejection(definition, record.signerCount));
    }

    function _owedForRejection(TaskDefinition storage definition, uint256 signers) internal view returns (uint256) {
        return signers * definition.attesterFee + definition.aggregatorFee;
    }

    /// @dev What the registry credited to the victim; see Staking.slash.
    function _compensation(Offence memory offence, uint256 amount) private pure returns (uint256) {
        uint256 most = amount - offence.bountyBps.portionOf(amount);
        return offence.loss < most ? offence.loss : most;
    }

    /* SHARED */

    /// @dev The terms an operator accepted for a task; reverts when it did not.
    function _termsFor(
        TaskId id,
        uint16 definitionId,
        uint16 version,
        OperatorId operator
    ) private view returns (SlashingTerms memory terms) {
        bytes32 termsHash;
        (terms, termsHash) = slashingTermsOf(definitionId, version);
        if (!hasAccepted(OperatorId.unwrap(operator), termsHash))
            revert AttestationNotPunishable(id, operator, termsHash);
    }

    function _offence(
        TaskId id,
        OperatorId operator,
        CommitteeId committee,
        Bps share,
        SlashingTerms memory terms
    ) private pure returns (Offence memory offence) {
        if (Bps.unwrap(share) == 0) revert AttestationNotPunishable(id, operator, bytes32(0));
        offence.operator = operator;
        offence.pool = committee.poolOf();
        offence.share = share;
        offence.bountyBps = terms.reporterBps;
    }
}
