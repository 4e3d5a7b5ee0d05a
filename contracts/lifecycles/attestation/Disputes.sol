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

/// @title Disputes
/// @notice Either outcome of a task can be overturned in its dispute period, by more than two thirds of the whole
/// committee that it was submitted with.
abstract contract Disputes is Submission {
    using SeatSet for uint256;

    /// @inheritdoc IAttestationCenter
    uint256 public immutable challengeBond;

    constructor(uint256 challengeBond_) {
        challengeBond = challengeBond_;
    }

    /// @inheritdoc IAttestationCenter
    function challengeTask(TaskId id) external payable nonReentrant {
        AttestationRecord storage record = _records[id];
        AttestationStatus status = statusOf(id);
        uint24 period = _book.definitions[record.taskDefinitionId].disputePeriodBlocks;
        if (record.status != AttestationStatus.None && period == 0)
            revert AttestationDisputesDisabled(record.taskDefinitionId);
        if (status != AttestationStatus.Approved && status != AttestationStatus.Rejected)
            revert AttestationWrongStatus(id, status);

        _move(id, AttestationStatus.Challenged);
        record.decidedAt = uint40(block.number);
        _challenges[id] = Challenge(msg.sender, uint96(challengeBond));

        emit TaskChallenged(id, msg.sender, challengeBond, block.number + period);

        _holdNative(challengeBond);
    }

    /// @inheritdoc IAttestationCenter
    function resolveChallenge(TaskId id, uint256 signers, bytes calldata signature) external nonReentrant {
        AttestationRecord storage record = _records[id];
        _requireChallenged(id);
        uint256 deadline = _disputeEnd(record);
        if (block.number >= deadline) revert AttestationWrongTime(id, block.number, deadline);
        _requireDisputeQuorum(id, signers, signature);

        // From now on the word says who was wrong and did not correct itself.
        uint256 losers = _signers[id] & ~signers;
        uint256 signerCount = record.signerCount;
        _signers[id] = losers;
        _move(id, AttestationStatus.Overturned);
        if (record.wasApproved) _unspend(record.taskDefinitionId, signerCount);
        Challenge memory challenge = _challenges[id];

        emit TaskOverturned(id, challenge.challenger, signers, losers);

        _release(NATIVE, challenge.challenger, challenge.bond);
    }

    function _requireDisputeQuorum(TaskId id, uint256 signers, bytes calldata signature) private view {
        AttestationRecord storage record = _records[id];
        bytes32 digest = voteDigestOf(id, !record.wasApproved, VotePhase.Dispute, address(0), record.committee);
        Quorum memory quorum = committees.verify(record.committee, signers, digest, signature);
        if (signers & quorum.voided != 0)
            revert AttestationSeatVoided(record.committee, (signers & quorum.voided).highest());
        if (quorum.signedPower * 3 <= quorum.totalPower * 2)
            revert AttestationQuorumMissing(id, quorum.signedPower, quorum.totalPower);
    }

    /// @dev What an overturned task would have paid is its definition's again.
    function _unspend(uint16 definitionId, uint256 signerCount) private {
        TaskDefinition storage definition = _book.definitions[definitionId];
        definition.funds += uint128(_costOf(definition, signerCount));
    }

    /// @inheritdoc IAttestationCenter
    function closeChallenge(TaskId id) external nonReentrant {
        AttestationRecord storage record = _records[id];
        uint256 deadline = _disputeEnd(record);
        bool isOpen = record.status == AttestationStatus.Challenged;
        if (isOpen && block.number < deadline) revert AttestationWrongTime(id, block.number, deadline);

        _move(id, AttestationStatus.Upheld);
        record.decidedAt = uint40(block.number);
        Challenge memory challenge = _challenges[id];

        emit TaskUpheld(id, challenge.challenger, challenge.bond);

        // To nobody who could gain from a dispute.
        _release(NATIVE, registry.treasury(), challenge.bond);
    }

    function _requireChallenged(TaskId id) private view {
        if (_records[id].status != AttestationStatus.Challenged) revert AttestationWrongStatus(id, statusOf(id));
    }
}
