// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, RewardClaim} from "../../types/AttestationTask.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {Currency} from "../../types/Currency.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskDefinition} from "../../types/TaskDefinition.sol";
import {TaskId} from "../../types/TaskId.sol";
import {AttestationOffences} from "./AttestationOffences.sol";
import {DefinitionRules} from "./DefinitionRules.sol";
import {TaskLedger} from "./TaskLedger.sol";

/// @title Rewards
/// @notice What final tasks pay. A submission writes one record and its signers; each operator collects later, for many
/// tasks at once.
abstract contract Rewards is AttestationOffences {
    using TaskLedger for TaskLedger.Ledger;

    /* CLAIMS */

    /// @inheritdoc IAttestationCenter
    function claimRewards(OperatorId operator, RewardClaim[] calldata claims) external nonReentrant {
        address receiver = registry.rewardsReceiverOf(operator);
        Currency currency;
        uint256 due;
        CommitteeId committee;
        uint8 seat;
        TaskDefinition storage definition = _book.definitions[0];
        uint256 definitionId;
        for (uint256 i; i < claims.length; ++i) {
            TaskId id = claims[i].id;
            AttestationRecord storage stored = _ledger.records[id];
            AttestationRecord memory record = stored;
            // Most tasks of a batch share a committee, whose seat needs to be looked up once.
            if (i == 0 || !(record.committee == committee) || claims[i].seat != seat) {
                (committee, seat) = (record.committee, claims[i].seat);
                if (OperatorId.unwrap(committees.seatOf(committee, seat).operator) != OperatorId.unwrap(operator))
                    revert AttestationNotSeated(receiver, committee, seat);
            }
            // And a definition.
            if (record.taskDefinitionId != definitionId) {
                definitionId = record.taskDefinitionId;
                definition = _book.definitions[record.taskDefinitionId];
                if (!(definition.currency == currency)) {
                    _release(currency, receiver, due);
                    (currency, due) = (definition.currency, 0);
                }
            }
            uint256 amount = _collect(id, stored, record, definition, seat);
            due += amount;

            emit RewardClaimed(id, operator, amount);
        }
        _release(currency, receiver, due);
    }

    /// @dev Clears what a seat is owed for a task.
    function _collect(
        TaskId id,
        AttestationRecord storage stored,
        AttestationRecord memory record,
        TaskDefinition storage definition,
        uint8 seat
    ) private returns (uint256 amount) {
        AttestationStatus status = TaskLedger.statusNow(record, definition.disputePeriodBlocks);
        if (status != AttestationStatus.Finalized) revert AttestationWrongStatus(id, status);
        bool hasSigned = _ledger.isSigner(id, record, seat);
        amount = _owed(id, record, definition, seat, hasSigned);
        if (amount == 0) revert AttestationNothingOwed(id, seat);

        if (hasSigned) _ledger.removeSigner(id, stored, seat);
        if (record.wasApproved && seat == record.performerSeat) stored.isPerformerSettled = true;
        if (seat == record.aggregatorSeat) stored.isAggregatorPaid = true;
    }

    /// @inheritdoc IAttestationCenter
    function rewardOf(TaskId id, uint8 seat) external view returns (uint256) {
        AttestationRecord memory record = _ledger.records[id];
        TaskDefinition storage definition = _book.definitions[record.taskDefinitionId];
        bool isFinal = TaskLedger.statusNow(record, definition.disputePeriodBlocks) == AttestationStatus.Finalized;
        return isFinal ? _owed(id, record, definition, seat, _ledger.isSigner(id, record, seat)) : 0;
    }

    function _owed(
        TaskId id,
        AttestationRecord memory record,
        TaskDefinition storage definition,
        uint8 seat,
        bool hasSigned
    ) private view returns (uint256 amount) {
        bool isAggregator = seat == record.aggregatorSeat && !record.isAggregatorPaid;
        if (!record.wasApproved) return _shareOfForfeit(id, record, definition, hasSigned, isAggregator);
        if (hasSigned) amount = definition.attesterFee;
        if (isAggregator) amount += definition.aggregatorFee;
        if (seat == record.performerSeat && !record.isPerformerSettled) amount += definition.performerFee;
    }

    /// @dev Attesters and aggregator of a rejected task share what its performer forfeited, by their fees. What
    /// rounding leaves is the aggregator's, so that nothing stays behind.
    function _shareOfForfeit(
        TaskId id,
        AttestationRecord memory record,
        TaskDefinition storage definition,
        bool hasSigned,
        bool isAggregator
    ) private view returns (uint256 amount) {
        uint256 forfeited = _ledger.forfeited[id];
        if (forfeited == 0) return 0;
        uint256 owed = DefinitionRules.owedForRejection(definition, record.signerCount);
        uint256 each = (definition.attesterFee * forfeited) / owed;
        if (hasSigned) amount = each;
        if (isAggregator) amount += forfeited - each * record.signerCount;
    }
}
