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

/// @title Rewards
/// @notice What final tasks pay. A submission writes one record and one word of signers; each operator collects later,
/// for many tasks at once.
abstract contract Rewards is AttestationOffences {
    /* CLAIMS */

    /// @inheritdoc IAttestationCenter
    function claimRewards(OperatorId operator, RewardClaim[] calldata claims) external nonReentrant {
        address receiver = registry.rewardsReceiverOf(operator);
        Currency currency;
        uint256 due;
        CommitteeId committee;
        uint8 seat;
        for (uint256 i; i < claims.length; ++i) {
            AttestationRecord memory record = _records[claims[i].id];
            // Most tasks of a batch share a committee, whose seat needs to be looked up once.
            if (i == 0 || !(record.committee == committee) || claims[i].seat != seat) {
                (committee, seat) = (record.committee, claims[i].seat);
                if (OperatorId.unwrap(committees.seatOf(committee, seat).operator) != OperatorId.unwrap(operator))
                    revert AttestationNotSeated(receiver, committee, seat);
            }
            (uint256 amount, Currency rewardCurrency) = _collect(claims[i].id, record, seat);
            if (!(rewardCurrency == currency)) {
                _release(currency, receiver, due);
                (currency, due) = (rewardCurrency, 0);
            }
            due += amount;

            emit RewardClaimed(claims[i].id, operator, amount);
        }
        _release(currency, receiver, due);
    }

    /// @dev Clears what a seat is owed for a task.
    function _collect(
        TaskId id,
        AttestationRecord memory record,
        uint8 seat
    ) private returns (uint256 amount, Currency currency) {
        AttestationStatus status = statusOf(id);
        if (status != AttestationStatus.Finalized) revert AttestationWrongStatus(id, status);
        amount = _owed(id, record, seat);
        if (amount == 0) revert AttestationNothingOwed(id, seat);
        currency = _book.definitions[record.taskDefinitionId].currency;

        if ((_signers[id] >> seat) & 1 == 1) _signers[id] &= ~(1 << seat);
        bool isPerformer = record.wasApproved && seat == record.performerSeat;
        bool isAggregator = seat == record.aggregatorSeat;
        if (isPerformer) _records[id].isPerformerSettled = true;
        if (isAggregator) _records[id].isAggregatorPaid = true;
    }

    /// @inheritdoc IAttestationCenter
    function rewardOf(TaskId id, uint8 seat) external view returns (uint256) {
        return statusOf(id) == AttestationStatus.Finalized ? _owed(id, _records[id], seat) : 0;
    }

    function _owed(TaskId id, AttestationRecord memory record, uint8 seat) private view returns (uint256 amount) {
        TaskDefinition storage definition = _book.definitions[record.taskDefinitionId];
        if ((_signers[id] >> seat) & 1 == 1) amount = definition.attesterFee;
        if (seat == record.aggregatorSeat && !record.isAggregatorPaid) amount += definition.aggregatorFee;
        if (!record.wasApproved) return _shareOfForfeit(id, record, amount);
        if (seat == record.performerSeat && !record.isPerformerSettled) amount += definition.performerFee;
    }

    /// @dev Attesters and aggregator of a rejected task share what its performer forfeited, by their fees.
    function _shareOfForfeit(TaskId id, AttestationRecord memory record, uint256 fees) private view returns (uint256) {
        uint256 owed = _owedForRejection(_book.definitions[record.taskDefinitionId], record.signerCount);
        return owed == 0 ? 0 : (fees * _forfeited[id]) / owed;
    }
}
