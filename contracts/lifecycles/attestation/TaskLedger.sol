// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../interfaces/IAttestationCenter.sol";
import {AttestationStatus} from "../../types/AttestationStatus.sol";
import {AttestationRecord, Challenge} from "../../types/AttestationTask.sol";
import {TaskId} from "../../types/TaskId.sol";

/// @title TaskLedger
/// @notice All that the center keeps of its tasks, how it is read, and the one status writer.
library TaskLedger {
    /// @notice All that the center keeps of its tasks.
    /// @param highSigners Those in seats from 56 on: bit s stands for seat s + 56. See AttestationRecord.lowSigners.
    /// @param forfeited What the performer of a rejected task left to its attesters and aggregator, in the staking
    /// currency.
    struct Ledger {
        mapping(TaskId id => AttestationRecord record) records;
        mapping(TaskId id => uint256 set) highSigners;
        mapping(TaskId id => Challenge challenge) challenges;
        mapping(TaskId id => uint256 amount) forfeited;
    }

    /// @dev Seats whose signatures fit the record's own word: a small committee's task takes one word, not two.
    uint256 private constant LOW_SEATS = 56;

    /* STATUS */

    /// @notice The only line that writes a status. Reverts with AttestationBadMove where the table has no such move.
    function move(Ledger storage ledger, TaskId id, AttestationStatus to) internal {
        AttestationRecord storage record = ledger.records[id];
        AttestationStatus from = record.status;
        if (!from.canBecome(to)) revert IAttestationCenter.AttestationBadMove(id, from, to);
        record.status = to;

        emit IAttestationCenter.TaskMoved(id, from, to);
    }

    /* SIGNERS */

    /// @notice Who is still owed a reward; once overturned, who is still to be punished.
    function signersOf(Ledger storage ledger, TaskId id) internal view returns (uint256) {
        return ledger.records[id].lowSigners | (ledger.highSigners[id] << LOW_SEATS);
    }

    /// @notice The signers of a task that is new.
    /// @return low What the record takes; the rest is written here.
    function addSigners(Ledger storage ledger, TaskId id, uint256 signers) internal returns (uint56 low) {
        low = uint56(signers);
        if (signers >> LOW_SEATS != 0) ledger.highSigners[id] = signers >> LOW_SEATS;
    }

    /// @notice Strikes out some of the signers.
    function removeSigners(Ledger storage ledger, TaskId id, uint256 signers) internal {
        if (uint56(signers) != 0) ledger.records[id].lowSigners &= ~uint56(signers);
        if (signers >> LOW_SEATS != 0) ledger.highSigners[id] &= ~(signers >> LOW_SEATS);
    }

    /// @notice Strikes out one of the signers.
    /// @param record The task's.
    function removeSigner(Ledger storage ledger, TaskId id, AttestationRecord storage record, uint8 seat) internal {
        if (seat < LOW_SEATS) record.lowSigners &= ~(uint56(1) << seat);
        else ledger.highSigners[id] &= ~(uint256(1) << (seat - LOW_SEATS));
    }

    /// @notice Whether a seat is among the signers.
    /// @param record The task's.
    function isSigner(
        Ledger storage ledger,
        TaskId id,
        AttestationRecord memory record,
        uint8 seat
    ) internal view returns (bool) {
        if (seat < LOW_SEATS) return (record.lowSigners >> seat) & 1 == 1;
        return (ledger.highSigners[id] >> (seat - LOW_SEATS)) & 1 == 1;
    }

    /* CLOCK */

    /// @notice A task's status as the clock has it: Finalized is never stored.
    /// @param disputePeriodBlocks Of its definition.
    function statusNow(
        AttestationRecord memory record,
        uint256 disputePeriodBlocks
    ) internal view returns (AttestationStatus status) {
        status = record.status;
        bool isDecided = status == AttestationStatus.Approved || status == AttestationStatus.Rejected;
        if (isDecided && block.number >= record.decidedAt + disputePeriodBlocks) return AttestationStatus.Finalized;
        if (status == AttestationStatus.Upheld && block.number > record.decidedAt) return AttestationStatus.Finalized;
    }
}
