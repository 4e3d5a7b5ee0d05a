// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {IAttestationHook} from "../../interfaces/IAttestationHook.sol";
import {ILeaderElection} from "../../interfaces/ILeaderElection.sol";
import {BoundedCall} from "../../libraries/BoundedCall.sol";
import {DeferredCall} from "../../libraries/DeferredCall.sol";
import {SeatSet} from "../../libraries/SeatSet.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, TaskInfo, TaskSubmissionDetails, VotePhase} from "../../types/AttestationTask.sol";
import {Bps} from "../../types/Bps.sol";
import {CommitteeSeat, Quorum} from "../../types/Committee.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskDefinition} from "../../types/TaskDefinition.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DefinitionRules} from "./DefinitionRules.sol";
import {TaskLedger} from "./TaskLedger.sol";
import {TaskDefinitions} from "./TaskDefinitions.sol";

/// @title Submission
/// @notice Tasks come in with their quorum.
abstract contract Submission is TaskDefinitions, Pausable {
    using DefinitionRules for DefinitionRules.Book;
    using SeatSet for uint256;
    using TaskLedger for TaskLedger.Ledger;

    /// @notice Gas that a leader election gets: enough to rank a full committee by reputation.
    uint256 public constant ELECTION_GAS = 3_000_000;
    /// @dev Gas that must be left when a hook has burnt all of its own: to record the task, and to call the other hook.
    uint256 private constant HOOK_RESERVE = 200_000;

    /// @inheritdoc IAttestationCenter
    function submitTask(
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details
    ) external whenNotPaused nonReentrant returns (TaskId id) {
        id = taskIdOf(info);
        TaskDefinition storage definition = _book.known(info.taskDefinitionId);
        if (_ledger.records[id].status != AttestationStatus.None) revert AttestationTaskExists(id);
        if (block.number >= definition.blockExpiry)
            revert TaskDefinitionExpired(info.taskDefinitionId, definition.blockExpiry, block.number);
        if (!SignatureChecker.isValidSignatureNow(info.taskPerformer, TaskId.unwrap(id), details.performerSignature))
            revert AttestationWrongPerformerSignature(id, info.taskPerformer);
        uint256 signerCount = _requireQuorum(id, info, details, definition);
        _requireElected(id, info, details, definition);
        if (definition.hasHook) {
            bytes4 selector = IAttestationHook.beforeTaskSubmission.selector;
            (bool isSuccess, bytes memory reason) = _callHook(id, info, details, definition, selector);
            if (!isSuccess) revert AttestationHookRefused(id, definition.hook, reason);
        }

        _record(id, info, details, definition, signerCount);

        if (definition.hasHook) {
            bytes4 selector = IAttestationHook.afterTaskSubmission.selector;
            (bool isSuccess, bytes memory reason) = _callHook(id, info, details, definition, selector);
            if (!isSuccess) emit HookFailed(id, definition.hook, reason);
        }
    }

    /* WHO MAY */

    function _requireQuorum(
        TaskId id,
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details,
        TaskDefinition storage definition
    ) private returns (uint256 signerCount) {
        if (!(details.committee.poolOf() == definition.pool))
            revert AttestationWrongCommittee(info.taskDefinitionId, details.committee);
        bytes32 digest = voteDigestOf(id, details.isApproved, VotePhase.Submission, msg.sender, details.committee);
        (Quorum memory quorum, CommitteeSeat[2] memory seats) = committees.verifyWithSeats(
            details.committee,
            details.signers,
            digest,
            details.attestersSignature,
            [details.performerSeat, details.aggregatorSeat]
        );
        if (!quorum.isLive) revert AttestationDeadCommittee(details.committee);

        uint256 eligiblePower = _requireSeats(info, details, definition, quorum, seats);
        signerCount = _requireCount(id, details.signers, definition.minimumAttesters);
        bool isReached =
            details.isApproved
                ? _isMoreThan(quorum.signedPower, eligiblePower, Bps.unwrap(definition.approveBps))
                : quorum.signedPower * 3 > eligiblePower;
        if (!isReached) revert AttestationQuorumMissing(id, quorum.signedPower, eligiblePower);
    }

    /// @dev Never a floor: a third of four is more than one.
    function _isMoreThan(uint256 part, uint256 whole, uint256 shareBps) private pure returns (bool) {
        return shareBps == 0 ? part * 3 > whole * 2 : part * 10_000 > whole * shareBps;
    }

    function _requireCount(TaskId id, uint256 signers, uint256 minimum) private pure returns (uint256 count) {
        count = SeatSet.count(signers);
        if (count < minimum) revert AttestationTooFewAttesters(id, count, minimum);
    }

    /// @dev Performer, aggregator and signers sit where they say, unvoided, and are eligible.
    function _requireSeats(
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details,
        TaskDefinition storage definition,
        Quorum memory quorum,
        CommitteeSeat[2] memory seats
    ) private returns (uint256 eligiblePower) {
        CommitteeId committee = details.committee;
        uint256 performer = 1 << details.performerSeat;
        uint256 voided = (details.signers | performer | (1 << details.aggregatorSeat)) & quorum.voided;
        if (voided != 0) revert AttestationSeatVoided(committee, voided.highest());
        _requireSeated(msg.sender, committee, details.aggregatorSeat, seats[1]);
        if (seats[1].power < definition.minimumVotingPower)
            revert OperatorDoesNotHaveMinimumVotingPower(OperatorId.unwrap(seats[1].operator));
        _requireSeated(info.taskPerformer, committee, details.performerSeat, seats[0]);

        if (!definition.isRestricted && definition.minimumVotingPower == 0) return quorum.totalPower;
        uint256 eligible;
        (eligible, eligiblePower) = _eligibility(info.taskDefinitionId, committee);
        uint256 others = (details.signers | performer) & ~eligible;
        if (others != 0) _refuse(info.taskDefinitionId, committee, uint8(others.highest()), definition);
    }

    function _requireSeated(
        address account,
        CommitteeId committee,
        uint8 index,
        CommitteeSeat memory seat
    ) private view {
        if (OperatorId.unwrap(seat.operator) != OperatorId.unwrap(registry.operatorOf(account)))
            revert AttestationNotSeated(account, committee, index);
    }

    /// @dev Says why a seat is not eligible.
    function _refuse(
        uint16 definitionId,
        CommitteeId committee,
        uint8 index,
        TaskDefinition storage definition
    ) private view {
        CommitteeSeat memory seat = committees.seatOf(committee, index);
        uint256 operator = OperatorId.unwrap(seat.operator);
        if (seat.power < definition.minimumVotingPower) revert OperatorDoesNotHaveMinimumVotingPower(operator);
        revert InvalidRestrictedOperator(definitionId, operator);
    }

    function _requireElected(
        TaskId id,
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details,
        TaskDefinition storage definition
    ) private view {
        if (!definition.hasElection) return;
        bytes memory question = abi.encodeCall(
            ILeaderElection.isLeader,
            (info.taskDefinitionId, details.committee, details.performerSeat)
        );
        if (!BoundedCall.affirms(definition.election, ELECTION_GAS, question))
            revert AttestationNotElected(id, details.performerSeat);
    }

    /* RECORD */

    function _record(
        TaskId id,
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details,
        TaskDefinition storage definition,
        uint256 signerCount
    ) private {
        _ledger.records[id] = AttestationRecord({
            status: AttestationStatus.None,
            wasApproved: details.isApproved,
            taskDefinitionId: info.taskDefinitionId,
            committee: details.committee,
            decidedAt: uint40(block.number),
            performerSeat: details.performerSeat,
            aggregatorSeat: details.aggregatorSeat,
            signerCount: uint16(signerCount),
            termsVersion: definition.termsVersion,
            isPerformerSettled: false,
            isAggregatorPaid: false,
            lowSigners: _ledger.addSigners(id, details.signers)
        });
        definition.lastTaskBlock = uint40(block.number);
        _ledger.move(id, details.isApproved ? AttestationStatus.Approved : AttestationStatus.Rejected);
        if (details.isApproved) _spend(info.taskDefinitionId, definition, _costOf(definition, signerCount));

        _announce(id, info, details);
    }

    function _announce(TaskId id, TaskInfo calldata info, TaskSubmissionDetails calldata details) private {
        if (details.isApproved)
            emit TaskSubmitted(
                id,
                info.taskDefinitionId,
                info.taskPerformer,
                msg.sender,
                info.proofOfTask,
                info.data,
                details
            );
        else
            emit TaskRejected(
                id,
                info.taskDefinitionId,
                info.taskPerformer,
                msg.sender,
                info.proofOfTask,
                info.data,
                details
            );
    }

    /// @dev What an approved task owes to all who took part.
    function _costOf(TaskDefinition storage definition, uint256 signerCount) internal view returns (uint256) {
        return signerCount * definition.attesterFee + definition.performerFee + definition.aggregatorFee;
    }

    /* HOOKS */

    /// @dev The hook gets its gas exactly, or nothing happens at all: an aggregator cannot starve it.
    function _callHook(
        TaskId id,
        TaskInfo calldata info,
        TaskSubmissionDetails calldata details,
        TaskDefinition storage definition,
        bytes4 selector
    ) private returns (bool isSuccess, bytes memory returned) {
        bytes memory payload = abi.encodeWithSelector(
            selector,
            id,
            info,
            details.isApproved,
            details.committee,
            details.signers
        );
        return DeferredCall.perform(DeferredCall.Call(definition.hook, definition.hookGasLimit, payload, HOOK_RESERVE));
    }
}
