// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {DeferredState} from "../../types/DeferredState.sol";
import {DispatchProgress, MAX_POSITIONS} from "../../types/DispatchProgress.sol";
import {DispatchStatus} from "../../types/DispatchStatus.sol";
import {TaskTerms, hashTerms} from "../../types/DispatchTask.sol";
import {TaskHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";

/// @title DispatchBase
/// @notice What is stored of each task, its one status writer and its one status reader.
abstract contract DispatchBase is IDispatcher, ReentrancyGuardTransient {
    /// @notice Holds the money.
    IEscrow public immutable escrow;
    /// @notice Knows the operators.
    IOperatorRegistry public immutable registry;
    /// @notice Gives the seeds.
    IRandomnessBeacon public immutable beacon;
    /// @notice Remembers outcomes.
    IReputationLedger public immutable reputation;

    mapping(TaskId id => TaskHead head) internal _heads;
    mapping(TaskId id => DispatchProgress progress) internal _progress;
    /// @dev Running hash of accepted results, keccak256(previous, entry, result hash); sealed with a block number.
    mapping(TaskId id => bytes32 record) internal _records;

    constructor(
        IEscrow escrow_,
        IOperatorRegistry registry_,
        IRandomnessBeacon beacon_,
        IReputationLedger reputation_
    ) {
        escrow = escrow_;
        registry = registry_;
        beacon = beacon_;
        reputation = reputation_;
    }

    /* STATUS */

    /// @dev The only line that writes a status.
    function _move(TaskId id, DispatchStatus to) internal {
        DispatchStatus from = _heads[id].status();
        if (!from.canBecome(to)) revert DispatchBadMove(id, from, to);
        _heads[id] = _heads[id].withStatus(to);

        emit DispatchMoved(id, from, to);
    }

    /// @inheritdoc IDispatcher
    function statusOf(TaskId id) public view returns (DispatchStatus) {
        TaskHead head = _heads[id];
        if (head.status() != DispatchStatus.Pending) return head.status();
        if (_isExhausted(head, _progress[id])) return DispatchStatus.Failed;
        return block.number < head.timeoutBlock() ? DispatchStatus.Pending : DispatchStatus.TimedOut;
    }

    /// @dev A task that can still be answered: pending, with runners left, and before its timeout block.
    function _requireAnswerable(TaskId id, TaskHead head, DispatchProgress progress) internal view {
        if (head.status() != DispatchStatus.Pending)
            revert DispatchWrongStatus(id, head.status(), DispatchStatus.Pending);
        if (_isExhausted(head, progress)) revert DispatchWrongStatus(id, DispatchStatus.Failed, DispatchStatus.Pending);
        if (block.number >= head.timeoutBlock()) revert DispatchTooLate(id, block.number, head.timeoutBlock());
    }

    /// @dev The id is made of the terms, so terms that lead to it are the task's.
    function _requireTerms(TaskId id, TaskTerms calldata terms) internal view {
        TaskId given = taskIdOf(terms);
        if (TaskId.unwrap(given) != TaskId.unwrap(id)) revert DispatchWrongTerms(id, given);
    }

    /* ARITHMETIC */

    /// @dev How many positions of the drawn order may answer, or have had their chance.
    function _window(TaskHead head, DispatchProgress progress) internal pure returns (uint256 window) {
        window = head.numRunners() + progress.lostCount();
        uint256 limit = _positionLimit(head);
        return window < limit ? window : limit;
    }

    function _positionLimit(TaskHead head) internal pure returns (uint256) {
        return head.rosterSize() < MAX_POSITIONS ? head.rosterSize() : MAX_POSITIONS;
    }

    /// @dev Whether too few positions are left to reach the number of results.
    function _isExhausted(TaskHead head, DispatchProgress progress) internal pure returns (bool) {
        return head.numRunners() + progress.lostCount() > _positionLimit(head);
    }

    /* VIEWS */

    /// @inheritdoc IDispatcher
    function taskIdOf(TaskTerms calldata terms) public view returns (TaskId) {
        return TaskId.wrap(keccak256(abi.encode(block.chainid, address(this), hashTerms(terms))));
    }

    /// @inheritdoc IDispatcher
    function stateOf(TaskId id) external view returns (TaskHead head, DispatchProgress progress, bytes32 record) {
        return (_heads[id], _progress[id], _records[id]);
    }

    /// @dev Callback states are written in one place each; this is the slot they share with the head.
    function _setCallback(TaskId id, DeferredState state) internal {
        _heads[id] = _heads[id].withCallback(state);
    }
}
