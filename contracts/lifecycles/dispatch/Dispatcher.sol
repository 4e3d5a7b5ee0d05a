// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {NATIVE} from "../../types/Currency.sol";
import {DispatchStatus} from "../../types/DispatchStatus.sol";
import {TaskRequest, TaskTerms} from "../../types/DispatchTask.sol";
import {Payment} from "../../types/Payment.sol";
import {Roster} from "../../types/Pool.sol";
import {TaskHead, TaskHeadParts, packHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DispatchBase} from "./DispatchBase.sol";
import {DispatchCallbacks} from "./DispatchCallbacks.sol";
import {DispatchRules} from "./DispatchRules.sol";

/// @title Dispatcher
/// @notice Off-chain tasks for runners drawn at random: submission, bounds and governance.
contract Dispatcher is DispatchCallbacks, AccessManaged, Pausable {
    /// @inheritdoc IDispatcher
    mapping(address verifier => bool isVetted) public isVetted;

    constructor(
        address authority,
        IEscrow escrow_,
        IOperatorRegistry registry_,
        IRandomnessBeacon beacon_,
        IReputationLedger reputation_
    ) AccessManaged(authority) DispatchBase(escrow_, registry_, beacon_, reputation_) {}

    /* SUBMISSION */

    /// @inheritdoc IDispatcher
    /// @dev Not locked: it calls nobody but the ground, and a callback may well submit the actor's next task.
    function submitTask(TaskRequest calldata request) external payable whenNotPaused returns (TaskId id) {
        TaskTerms calldata terms = request.terms;
        id = taskIdOf(terms);
        if (terms.actor != msg.sender) revert DispatchNotActor(terms.actor, msg.sender);
        if (_heads[id].status() != DispatchStatus.None) revert DispatchTaskExists(id);
        Roster memory roster = registry.rosterOf(request.pool);
        bool isBlameless = DispatchRules.requireSound(request, roster, isVetted);
        _requireOutsider(terms.callback.target);

        (uint32 round, uint256 fee) = beacon.enter();
        _heads[id] = _headOf(request, roster, round, isBlameless);
        _move(id, DispatchStatus.Pending);

        emit TaskSubmitted(id, msg.sender, request.pool, round, roster.version, roster.size, request);

        _lock(terms, request.numRunners, fee);
    }

    function _headOf(
        TaskRequest calldata request,
        Roster memory roster,
        uint32 round,
        bool isBlameless
    ) private view returns (TaskHead) {
        return
            packHead(
                TaskHeadParts({
                    numRunners: request.numRunners,
                    isCommitted: request.terms.commitBlocks != 0,
                    isBlameless: isBlameless,
                    responseBlocks: request.responseBlocks,
                    timeoutBlocks: request.timeoutBlocks,
                    pool: request.pool,
                    rosterVersion: roster.version,
                    rosterSize: roster.size,
                    round: round,
                    submittedAt: uint40(block.number)
                })
            );
    }

    /// @dev A callback speaks in the Dispatcher's name, and the ground listens to it.
    function _requireOutsider(address target) private view {
        if (
            target == address(escrow) ||
            target == address(registry) ||
            target == address(beacon) ||
            target == address(reputation) ||
            target == address(this)
        ) revert DispatchForbiddenTarget(target);
    }

    /// @dev Holds the price, and pays the beacon for the round.
    function _lock(TaskTerms calldata terms, uint256 numRunners, uint256 fee) private {
        uint256 payment = numRunners * terms.paymentPerRunner;
        uint256 native = terms.callback.budget + fee + (terms.currency.isNative() ? payment : 0);
        if (msg.value != 0 && msg.value != native) revert DispatchWrongValue(msg.value, native);

        if (msg.value != 0) escrow.holdValue{value: msg.value}();
        else if (native != 0) escrow.hold(terms.actor, NATIVE, native);
        if (!terms.currency.isNative()) escrow.hold(terms.actor, terms.currency, payment);
        if (fee == 0) return;
        Payment[] memory fees = new Payment[](1);
        fees[0] = Payment(address(beacon), uint128(fee));
        escrow.release(NATIVE, fees);
    }

    /// @inheritdoc IDispatcher
    function reenterRound(TaskId id) external nonReentrant {
        TaskHead head = _heads[id];
        _requireAnswerable(id, head, _progress[id]);
        if (!beacon.isVoid(head.round())) revert DispatchRoundNotVoid(id, head.round());

        // The void round's fee was spent on its request, or stays with the beacon for this one.
        (uint32 round, ) = beacon.enter();
        _heads[id] = head.withRound(round);

        emit TaskReentered(id, head.round(), round);
    }

    /* GOVERNANCE */

    /// @notice Vets a verifier or a validator, or no longer, for tasks submitted from now on. Governance only.
    function setVetted(address verifier, bool vetted) external restricted {
        isVetted[verifier] = vetted;

        emit VerifierVetted(verifier, vetted);
    }

    /// @notice Stops new tasks, or takes them again. Governance only. What is under way goes on.
    function setPaused(bool paused_) external restricted {
        if (paused_) _pause();
        else _unpause();
    }
}
