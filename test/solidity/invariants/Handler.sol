// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {ResultRecord, SeatClaim, TaskTerms} from "../../../contracts/types/DispatchTask.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";
import {NATIVE, Currency} from "../../../contracts/types/Currency.sol";
import {VM} from "../helpers/Vm.sol";
import {EndActions} from "./EndActions.sol";
import {TaskBook} from "./TaskBook.sol";

/// @dev The overload that carries the terms, under a name of its own: by the shared one no call can be encoded.
interface LateConsumption {
    function consumeResult(TaskId id, address runner, TaskTerms calldata terms, ResultRecord calldata record) external;
}

/// @title Handler
/// @notice Everything that may happen, one number at a time. An action that cannot apply does nothing; one that should
/// be taken and is refused reverts, which fails the run.
abstract contract Handler is EndActions {
    /// @dev A stage with people at work on it, so that short runs see whole lives.
    constructor() {
        _pass(0);
        for (uint256 i; i < CONTROLLERS - 1; ++i) _register(i);
        for (uint32 operator = 1; operator < CONTROLLERS - 1; ++operator) _join(POOL, operator);
        for (uint32 operator = 1; operator < 4; ++operator) _join(RIVAL_POOL, operator);
        for (uint256 i; i < _actors.length; ++i) {
            _deposit(_actors[i], _actors[i], NATIVE, 1 ether);
            _deposit(_actors[i], _actors[i], Currency.wrap(address(token)), 1 ether);
            VM.prank(_actors[i]);
            escrow.approveMarket(address(dispatcher), true);
        }
    }

    /* TIME */

    function roll(uint256 seed) external acts {
        _pass(_draw(seed, "blocks", 1, 12));
        _happens();
    }

    /* PROGRESS */

    /// @notice Brings tasks on by a few of the steps that are due.
    function work(uint256 seed) external acts {
        uint256 steps = _draw(seed, "steps", 1, 5);
        for (uint256 i; i < steps; ++i) _workOnce(_draw(seed, "step", i, type(uint256).max - 1));
    }

    function _workOnce(uint256 seed) private {
        (bool isFound, uint256 index) = _findTask(seed, _takesResults);
        if (isFound) return _deliver(index, seed);
        (isFound, index) = _findTask(seed, _takesReveals);
        if (isFound) return _reveal(index, seed);
        (isFound, index) = _findTask(seed, _takesCommitments);
        if (isFound) return _commit(index, seed);
        (isFound, ) = _findTask(seed, _isUndrawnAndPending);
        if (isFound) return _answer(seed);
        _pass(1);
        _submit(seed);
    }

    function _isUndrawnAndPending(TaskBook storage book) private view returns (bool) {
        return _isPending(book) && _answeredAt(book) == 0 && !beacon.isVoid(book.round);
    }

    /// @notice Ends tasks in whatever way is open.
    function finish(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isDue);
        if (isFound) return _execute(index, seed);
        (isFound, index) = _findTask(seed, _isConsumable);
        if (isFound && seed % 2 == 0) return _consume(index, seed);
        (isFound, index) = _findTask(seed, _isOverdue);
        if (isFound) return _settle(index);
        (isFound, index) = _findTask(seed, _mayExpire);
        if (isFound) _expire(index);
    }

    /* WHAT MUST NOT WORK */

    /// @notice Tries a call that the task's status forbids. What comes of it is seen, not expected.
    function trespass(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isOver);
        if (!isFound) return;

        bytes[] memory calls = _forbiddenCalls(_books[index]);
        address caller = _draw(seed, "caller", 0, 1) == 0 ? STRANGER : _books[index].request.terms.actor;
        if (_tryCall(index, caller, calls[_draw(seed, "call", 0, calls.length - 1)])) ++trespasses;
        _happens();
    }

    function _isOver(TaskBook storage book) private view returns (bool) {
        return book.status == DispatchStatus.Finalized || _isSettleable(book);
    }

    function _forbiddenCalls(TaskBook storage book) private view returns (bytes[] memory calls) {
        TaskTerms memory terms = book.request.terms;
        bool isFinal = book.status == DispatchStatus.Finalized;
        calls = new bytes[](isFinal ? 5 : 1);
        calls[0] = abi.encodeCall(dispatcher.expire, (book.id, terms));
        if (!isFinal) return calls;
        calls[1] = abi.encodeCall(dispatcher.settle, (book.id, terms, _record(book)));
        calls[2] = abi.encodeCall(dispatcher.executeCallback, (book.id, terms, _record(book), book.results));
        calls[3] = abi.encodeCall(dispatcher.cancelCallback, (book.id, terms, _record(book)));
        calls[4] = abi.encodeCall(
            LateConsumption.consumeResult,
            (
                book.id,
                book.entries.length == 0 ? STRANGER : address(uint160(book.entries[0] >> 96)),
                terms,
                _record(book)
            )
        );
    }

    /// @notice Tries to answer, commit or pass in a place that is another's.
    function intrude(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isAnswerable);
        if (!isFound) return;

        TaskBook storage book = _books[index];
        uint8 position = uint8(_draw(seed, "position", 0, _window(book) - 1));
        address caller = _drawAccount(seed, "caller");
        if (caller == runnerAt(index, position)) return;
        SeatClaim memory claim = _claim(book, position);
        TaskTerms memory terms = book.request.terms;
        bytes memory attempt =
            _draw(seed, "skip", 0, 1) == 0
                ? abi.encodeCall(dispatcher.skipTask, (book.id, claim))
                : terms.commitBlocks == 0
                    ? abi.encodeCall(dispatcher.submitResult, (book.id, terms, claim, abi.encode(1), ""))
                    : abi.encodeCall(dispatcher.commitResult, (book.id, terms, claim, bytes32(seed)));
        if (_tryCall(index, caller, attempt)) ++intrusions;
        _happens();
    }

    function _tryCall(
        uint256 index,
        address caller,
        bytes memory attempt
    ) private observed(index) returns (bool isTaken) {
        VM.prank(caller);
        (isTaken, ) = address(dispatcher).call(attempt);
    }

    /* SELECTORS */

    /// @notice Every action, once.
    function actions() public pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](38);
        bytes4[38] memory all = [
            this.deposit.selector,
            this.withdraw.selector,
            this.approve.selector,
            this.donate.selector,
            this.rivalHold.selector,
            this.rivalRelease.selector,
            this.rivalOverdraw.selector,
            this.register.selector,
            this.setReceiver.selector,
            this.stake.selector,
            this.unstake.selector,
            this.withdrawStake.selector,
            this.takeSeat.selector,
            this.leaveSeat.selector,
            this.evict.selector,
            this.rivalSlash.selector,
            this.unjail.selector,
            this.setPaused.selector,
            this.setMarket.selector,
            this.setVetted.selector,
            this.submitTask.selector,
            this.answerRound.selector,
            this.closeRound.selector,
            this.voidRound.selector,
            this.reenterRound.selector,
            this.submitResult.selector,
            this.commitResult.selector,
            this.revealResult.selector,
            this.skipTask.selector,
            this.advance.selector,
            this.expire.selector,
            this.executeCallback.selector,
            this.bumpCallback.selector,
            this.cancelCallback.selector,
            this.consumeResult.selector,
            this.settle.selector,
            this.trespass.selector,
            this.intrude.selector
        ];
        for (uint256 i; i < all.length; ++i) selectors[i] = all[i];
    }

    /// @notice What a run draws from: every action, and the ones that bring tasks on more often.
    function targets() external pure returns (bytes4[] memory selectors) {
        bytes4[] memory all = actions();
        selectors = new bytes4[](all.length + 16);
        for (uint256 i; i < all.length; ++i) selectors[i] = all[i];
        for (uint256 i; i < 16; ++i) {
            selectors[all.length + i] =
                i < 6
                    ? this.work.selector
                    : i < 10
                        ? this.finish.selector
                        : _often(i);
        }
    }

    function _often(uint256 i) private pure returns (bytes4) {
        if (i < 12) return this.submitTask.selector;
        if (i < 14) return this.answerRound.selector;
        return i == 14 ? this.takeSeat.selector : this.roll.selector;
    }
}
