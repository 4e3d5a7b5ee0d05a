// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../../contracts/interfaces/IAttestationCenter.sol";
import {IAttestationHook} from "../../../contracts/interfaces/IAttestationHook.sol";
import {AttestationStatus} from "../../../contracts/types/AttestationStatus.sol";
import {TaskInfo} from "../../../contracts/types/AttestationTask.sol";
import {CommitteeId} from "../../../contracts/types/CommitteeId.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice A hook whose manners are told from outside. It tells what it saw, before it misbehaves.
contract HookMock is IAttestationHook {
    enum Mood {
        Content,
        Refuse,
        BurnGas,
        ReturnBomb,
        Reenter
    }

    error HookUnhappy(TaskId id, uint256 mood);

    event HookCalled(bool isAfter, TaskId id, address caller, bool isApproved, uint256 signers, CommitteeId committee);
    event HookSaw(AttestationStatus status, uint128 funds, uint256 gasLeft);
    event HookReentered(bool isSuccess, bytes reason);

    Mood public beforeMood;
    Mood public afterMood;
    bytes public payload;

    function setMoods(Mood newBefore, Mood newAfter) external {
        (beforeMood, afterMood) = (newBefore, newAfter);
    }

    /// @notice What the hook calls its caller with, when it is told to re-enter.
    function setPayload(bytes calldata newPayload) external {
        payload = newPayload;
    }

    function beforeTaskSubmission(
        TaskId id,
        TaskInfo calldata info,
        bool isApproved,
        CommitteeId committee,
        uint256 signers
    ) external {
        uint256 gasLeft = gasleft();
        emit HookCalled(false, id, msg.sender, isApproved, signers, committee);
        _behave(beforeMood, id, info, gasLeft);
    }

    function afterTaskSubmission(
        TaskId id,
        TaskInfo calldata info,
        bool isApproved,
        CommitteeId committee,
        uint256 signers
    ) external {
        uint256 gasLeft = gasleft();
        emit HookCalled(true, id, msg.sender, isApproved, signers, committee);
        _behave(afterMood, id, info, gasLeft);
    }

    function _behave(Mood mood, TaskId id, TaskInfo calldata info, uint256 gasLeft) private {
        IAttestationCenter center = IAttestationCenter(msg.sender);
        emit HookSaw(center.statusOf(id), center.taskDefinitionOf(info.taskDefinitionId).funds, gasLeft);
        if (mood == Mood.Refuse) revert HookUnhappy(id, uint256(mood));
        if (mood == Mood.BurnGas) _burn();
        if (mood == Mood.ReturnBomb) _bomb();
        if (mood != Mood.Reenter) return;
        (bool isSuccess, bytes memory reason) = msg.sender.call(payload);
        emit HookReentered(isSuccess, reason);
    }

    function _burn() private pure {
        assembly ("memory-safe") {
            invalid()
        }
    }

    function _bomb() private pure {
        assembly {
            revert(0x10000, 100000)
        }
    }
}
