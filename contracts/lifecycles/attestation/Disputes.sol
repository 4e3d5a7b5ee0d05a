// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {SeatSet} from "../../libraries/SeatSet.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, Challenge, VotePhase} from "../../types/AttestationTask.sol";
import {Quorum} from "../../types/Committee.sol";
import {NATIVE} from "../../types/Currency.sol";
import {TaskDefinition} from "../../types/TaskDefinition.sol";
import {TaskId} from "../../types/TaskId.sol";
import {Submission} from "./Submission.sol";
import {TaskLedger} from "./TaskLedger.sol";

/// @title Disputes
/// @notice Either outcome of a task can be overturned in its dispute period, by the committee that it was submitted
/// with: what was approved by more than two thirds of the whole, what was rejected by more than half.
abstract contract Disputes is Submission {
    using SeatSet for uint256;
    using TaskLedger for TaskLedger.Ledger;

    /// @dev The last quarter of a dispute is for those that were left out of the answer.
    uint256 private constant JOINING_SHARE = 4;

    /// @inheritdoc IAttestationCenter
    uint256 public immutable challengeBond;

    constructor(uint256 challengeBond_) {
        challengeBond = challengeBond_;
    }

    /// @inheritdoc IAttestationCenter
    function challengeTask(TaskId id) external payable nonReentrant {
        AttestationRecord storage record = _ledger.records[id];
        AttestationStatus status = statusOf(id);
        uint24 period = _book.definitions[record.taskDefinitionId].disputePeriodBlocks;
        if (record.status != AttestationStatus.None && period == 0)
            revert AttestationDisputesDisabled(record.taskDefinitionId);
        if (status != AttestationStatus.Approved && status != AttestationStatus.Rejected)
            revert AttestationWrongStatus(id, status);

        _ledger.move(id, AttestationStatus.Challenged);
        record.decidedAt = uint40(block.number);
        _ledger.challenges[id] = Challenge(msg.sender, uint96(challengeBond));

        emit TaskChallenged(id, msg.sender, challengeBond, block.number + period);

        _holdNative(challengeBond);
    }

    /// @inheritdoc IAttestationCenter
    function resolveChallenge(TaskId id, uint256 signers, bytes calldata signature) external nonReentrant {
        AttestationRecord memory record = _ledger.records[id];
        uint256 period = _requireStatus(id, record, AttestationStatus.Challenged);
        _requireBefore(id, record.decidedAt + period - period / JOINING_SHARE);
        _requireOverturned(id, record, _requireVotes(id, record, signers, signature), signers);

        // From now on the set says who was wrong and did not correct itself.
        _ledger.removeSigners(id, signers);
        _ledger.move(id, AttestationStatus.Overturned);
        if (record.wasApproved) _unspend(record.taskDefinitionId, record.signerCount);
        Challenge memory challenge = _ledger.challenges[id];

        emit TaskOverturned(id, challenge.challenger, signers, _ledger.signersOf(id));

        _release(NATIVE, challenge.challenger, challenge.bond);
    }

    /// @dev Whether those who signed are enough. A rejection took a third, so half must be able to take it back: more
    /// would let a third of the power have its way for good.
    function _requireOverturned(
        TaskId id,
        AttestationRecord memory record,
        Quorum memory quorum,
        uint256 signers
    ) private pure {
        uint256 voided = signers & quorum.voided;
        if (voided != 0) revert AttestationSeatVoided(record.committee, voided.highest());
        bool isReached =
            record.wasApproved
                ? quorum.signedPower * 3 > quorum.totalPower * 2
                : quorum.signedPower * 2 > quorum.totalPower;
        if (!isReached) revert AttestationQuorumMissing(id, quorum.signedPower, quorum.totalPower);
    }

    function _requireVotes(
        TaskId id,
        AttestationRecord memory record,
        uint256 signers,
        bytes calldata signature
    ) private view returns (Quorum memory) {
        bytes32 digest = voteDigestOf(id, !record.wasApproved, VotePhase.Dispute, address(0), record.committee);
        return committees.verify(record.committee, signers, digest, signature);
    }

    /// @dev What an overturned task would have paid is its definition's again.
    function _unspend(uint16 definitionId, uint256 signerCount) private {
        TaskDefinition storage definition = _book.definitions[definitionId];
        definition.funds += uint128(_costOf(definition, signerCount));
    }

    /// @inheritdoc IAttestationCenter
    /// @dev Voided seats may correct themselves as well: nothing is decided here.
    function joinOverturn(TaskId id, uint256 signers, bytes calldata signature) external nonReentrant {
        AttestationRecord memory record = _ledger.records[id];
        uint256 period = _requireStatus(id, record, AttestationStatus.Overturned);
        _requireBefore(id, record.decidedAt + period);
        _requireVotes(id, record, signers, signature);
        uint256 losers = _ledger.signersOf(id);
        if (losers & signers == 0) revert AttestationNotOnLosingSide(id, uint8(signers.highest()));

        _ledger.removeSigners(id, signers);

        emit OverturnJoined(id, signers, losers & ~signers);
    }

    /// @inheritdoc IAttestationCenter
    function closeChallenge(TaskId id) external nonReentrant {
        AttestationRecord memory record = _ledger.records[id];
        uint256 deadline = uint256(record.decidedAt) + _periodOf(record);
        bool isOpen = record.status == AttestationStatus.Challenged;
        if (isOpen && block.number < deadline) revert AttestationWrongTime(id, block.number, deadline);

        _ledger.move(id, AttestationStatus.Upheld);
        _ledger.records[id].decidedAt = uint40(block.number);
        Challenge memory challenge = _ledger.challenges[id];

        emit TaskUpheld(id, challenge.challenger, challenge.bond);

        // To nobody who could gain from a dispute.
        _release(NATIVE, registry.treasury(), challenge.bond);
    }

    /* INTERNALS */

    function _requireStatus(
        TaskId id,
        AttestationRecord memory record,
        AttestationStatus needed
    ) private view returns (uint256 disputePeriodBlocks) {
        disputePeriodBlocks = _periodOf(record);
        if (record.status != needed)
            revert AttestationWrongStatus(id, TaskLedger.statusNow(record, disputePeriodBlocks));
    }

    function _requireBefore(TaskId id, uint256 deadline) private view {
        if (block.number >= deadline) revert AttestationWrongTime(id, block.number, deadline);
    }

    function _periodOf(AttestationRecord memory record) private view returns (uint256) {
        return _book.definitions[record.taskDefinitionId].disputePeriodBlocks;
    }
}
