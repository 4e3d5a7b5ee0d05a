// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatchActor} from "../../interfaces/IDispatchActor.sol";
import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {Currency} from "../../types/Currency.sol";
import {TaskRequest} from "../../types/DispatchTask.sol";
import {TaskId} from "../../types/TaskId.sol";

/// @title MajorityActor
/// @notice An actor that believes what more than half of its runners say: a model for contracts that need an answer
/// from outside. Its owner pays from the actor's Escrow credit, and anybody may read the answers.
contract MajorityActor is IDispatchActor {
    /// @notice Thrown when somebody else than the owner commands the actor.
    error MajorityNotOwner(address caller);

    /// @notice Thrown when somebody else than the Dispatcher brings results.
    error MajorityNotDispatcher(address caller);

    /// @notice Thrown when results of a task arrive that somebody else submitted and named this contract for.
    error MajorityNotOwnTask(TaskId id);

    /// @notice Thrown when no result has more than half of the votes: nothing is consumed, and the default settles.
    error MajorityMissing(TaskId id, uint8 leadingCount, uint256 runners);

    /// @notice Emitted when a majority answered.
    event Answered(TaskId indexed id, bytes answer, uint8 votes);

    /// @notice Where tasks are submitted.
    IDispatcher public immutable dispatcher;
    /// @notice Who commands the actor.
    address public immutable owner;

    /// @notice The answers, by task.
    mapping(TaskId id => bytes answer) public answerOf;

    mapping(TaskId id => bool isOwn) private _isOwn;

    constructor(IDispatcher dispatcher_, IEscrow escrow) {
        dispatcher = dispatcher_;
        owner = msg.sender;
        escrow.approveMarket(address(dispatcher_), true);
    }

    modifier onlyOwner() {
        _requireOwner();
        _;
    }

    /// @notice Submits a task of this actor; attached coin pays for it, else its Escrow credit does.
    function submit(TaskRequest calldata request) external payable onlyOwner returns (TaskId id) {
        id = dispatcher.submitTask{value: msg.value}(request);
        _isOwn[id] = true;
    }

    /// @notice Takes credit out of the Escrow to the owner.
    function withdraw(IEscrow escrow, Currency currency, uint256 amount) external onlyOwner {
        escrow.withdraw(currency, owner, amount);
    }

    /// @inheritdoc IDispatchActor
    function onResults(
        TaskId id,
        address[] calldata runners,
        uint8[] calldata variantOf,
        bytes[] calldata results,
        uint8 leadingVariant,
        uint8 leadingCount
    ) external {
        if (msg.sender != address(dispatcher)) revert MajorityNotDispatcher(msg.sender);
        if (!_isOwn[id]) revert MajorityNotOwnTask(id);
        if (uint256(leadingCount) * 2 <= runners.length) revert MajorityMissing(id, leadingCount, runners.length);

        answerOf[id] = results[leadingVariant];
        emit Answered(id, results[leadingVariant], leadingCount);

        uint256 first;
        while (variantOf[first] != leadingVariant) ++first;
        dispatcher.consumeResult(id, runners[first]);
    }

    function _requireOwner() private view {
        if (msg.sender != owner) revert MajorityNotOwner(msg.sender);
    }
}
