// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatchActor} from "../../../contracts/interfaces/IDispatchActor.sol";
import {IDispatcher} from "../../../contracts/interfaces/IDispatcher.sol";
import {IEscrow} from "../../../contracts/interfaces/IEscrow.sol";
import {Currency} from "../../../contracts/types/Currency.sol";
import {ResultRecord, TaskRequest, TaskTerms} from "../../../contracts/types/DispatchTask.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice An actor whose behaviour in its callback is told from outside.
contract ActorMock is IDispatchActor {
    enum Mood {
        ConsumeLeading,
        Ignore,
        Revert,
        BurnGas,
        ReturnBomb,
        ConsumeStranger,
        ConsumeTwice,
        Reenter,
        Hungry
    }

    error ActorUnhappy(uint256 mood);
    error ActorStarved(uint256 gasAtHand, uint256 appetite);

    IDispatcher public immutable dispatcher;
    Mood public mood;
    address public attackTarget;
    bytes public attack;
    bool public attackSucceeded;
    bytes public attackReason;
    /// @notice Gas that the callback uses up, in the mood Hungry, before it consumes.
    uint256 public appetite;
    bool public isUnwilling;

    address[] public seenRunners;
    uint8[] public seenVariants;
    bytes[] public seenResults;
    uint8 public seenLeading;
    uint8 public seenCount;

    constructor(IDispatcher dispatcher_) {
        dispatcher = dispatcher_;
        attackTarget = address(dispatcher_);
    }

    receive() external payable {
        if (isUnwilling) revert ActorUnhappy(msg.value);
    }

    function setMood(Mood newMood) external {
        mood = newMood;
    }

    /// @notice Calldata for the Dispatcher that the callback tries in the mood Reenter.
    function setAttack(bytes calldata data) external {
        attack = data;
    }

    /// @notice Somebody else for the callback to call in the mood Reenter.
    function setAttackTarget(address target) external {
        attackTarget = target;
    }

    function setAppetite(uint256 newAppetite) external {
        appetite = newAppetite;
    }

    /// @notice Whether the actor refuses native coin.
    function setUnwilling(bool unwilling) external {
        isUnwilling = unwilling;
    }

    /// @notice Any call in the actor's name.
    function act(address target, bytes calldata data) external payable {
        _act(target, data);
    }

    /// @notice Several calls in one transaction.
    function actMany(address target, bytes[] calldata data) external {
        for (uint256 i; i < data.length; ++i) _act(target, data[i]);
    }

    function _act(address target, bytes calldata data) private {
        (bool isSuccess, bytes memory reason) = target.call{value: msg.value}(data);
        if (isSuccess) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function approve(IEscrow escrow) external {
        escrow.approveMarket(address(dispatcher), true);
    }

    function submit(TaskRequest calldata request) external payable returns (TaskId) {
        return dispatcher.submitTask{value: msg.value}(request);
    }

    /// @notice Submits, looks at what can be known, and reverts when it does not like it.
    function submitAndJudge(TaskRequest calldata request, bytes calldata question, bytes32 wanted) external payable {
        dispatcher.submitTask{value: msg.value}(request);
        (bool isSuccess, bytes memory answer) = address(dispatcher).staticcall(question);
        if (!isSuccess || keccak256(answer) != wanted) revert ActorUnhappy(0);
    }

    function consume(TaskId id, address runner, TaskTerms calldata terms, ResultRecord calldata record) external {
        dispatcher.consumeResult(id, runner, terms, record);
    }

    function cancel(TaskId id, TaskTerms calldata terms, ResultRecord calldata record) external {
        dispatcher.cancelCallback(id, terms, record);
    }

    function withdraw(IEscrow escrow, Currency currency, address to, uint256 amount) external {
        escrow.withdraw(currency, to, amount);
    }

    function onResults(
        TaskId id,
        address[] calldata runners,
        uint8[] calldata variantOf,
        bytes[] calldata results,
        uint8 leadingVariant,
        uint8 leadingCount
    ) external {
        if (mood == Mood.Revert) revert ActorUnhappy(uint256(mood));
        if (mood == Mood.BurnGas) _burn(0);
        if (mood == Mood.ReturnBomb) _bomb();
        (seenLeading, seenCount) = (leadingVariant, leadingCount);
        if (mood == Mood.Ignore) return _remember(runners, variantOf, results);
        if (mood == Mood.Reenter) return _attack();
        if (mood == Mood.Hungry) _eat();
        if (mood == Mood.ConsumeStranger) return dispatcher.consumeResult(id, address(this));
        _consumeLeading(id, runners, variantOf, leadingVariant);
    }

    function _consumeLeading(TaskId id, address[] calldata runners, uint8[] calldata variantOf, uint8 leading) private {
        uint256 chosen;
        while (variantOf[chosen] != leading) ++chosen;
        dispatcher.consumeResult(id, runners[chosen]);
        if (mood == Mood.ConsumeTwice) dispatcher.consumeResult(id, runners[chosen]);
    }

    function _burn(uint256 rest) private view {
        uint256 burnt;
        while (gasleft() > rest) ++burnt;
    }

    function _eat() private view {
        uint256 atHand = gasleft();
        if (atHand < appetite) revert ActorStarved(atHand, appetite);
        _burn(atHand - appetite);
    }

    function _bomb() private pure {
        assembly {
            revert(0, 400000)
        }
    }

    function _remember(address[] calldata runners, uint8[] calldata variantOf, bytes[] calldata results) private {
        seenRunners = runners;
        seenVariants = variantOf;
        delete seenResults;
        for (uint256 i; i < results.length; ++i) seenResults.push(results[i]);
    }

    function _attack() private {
        (attackSucceeded, attackReason) = attackTarget.call(attack);
    }
}
