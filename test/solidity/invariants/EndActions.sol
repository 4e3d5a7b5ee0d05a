// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeferredState} from "../../../contracts/types/DeferredState.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {VM} from "../helpers/Vm.sol";
import {ActorMock} from "../mocks/ActorMock.sol";
import {TaskActions} from "./TaskActions.sol";
import {TaskBook} from "./TaskBook.sol";

/// @title EndActions
/// @notice From the last result, or the lack of it, to the money.
abstract contract EndActions is TaskActions {
    /* EXPIRY */

    function expire(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isPending);
        if (!isFound) return;

        uint256 timeoutAt = _timeoutAt(_books[index]);
        bool isEarly = !_isExhausted(_books[index]) && _blockNumber < timeoutAt;
        if (isEarly && _draw(seed, "wait", 0, 3) != 0) return;
        if (isEarly) _pass(timeoutAt - _blockNumber);
        _expire(index);
    }

    function _mayExpire(TaskBook storage book) internal view returns (bool) {
        return _isPending(book) && (_isExhausted(book) || _blockNumber >= _timeoutAt(book));
    }

    function _expire(uint256 index) internal observed(index) {
        TaskBook storage book = _books[index];
        VM.prank(STRANGER);
        dispatcher.expire(book.id, book.request.terms);
        _mirrorExpiry(book);
        _happens();
    }

    /* CALLBACK */

    function executeCallback(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isDue);
        if (isFound) _execute(index, seed);
    }

    /// @dev Alive and not expired. It may run from the block after its last result; the clock can be moved.
    function _isDue(TaskBook storage book) internal view returns (bool) {
        return _isCallbackAlive(book) && _blockNumber <= uint256(book.sealedAt) + book.request.terms.consumeBlocks;
    }

    function _execute(uint256 index, uint256 seed) internal {
        TaskBook storage book = _books[index];
        if (_blockNumber == book.sealedAt) _pass(1);
        uint256 mood = _draw(seed, "mood", 0, 9);
        _carol.setMood(ActorMock.Mood(mood < 8 ? mood : 0));
        _carol.setAttack(abi.encodeCall(dispatcher.settle, (book.id, book.request.terms, _record(book))));
        VM.fee(1 gwei);
        VM.txGasPrice(_draw(seed, "gasPrice", 1 gwei, 4 gwei));

        _call(index, _drawAccount(seed, "executor"));
        if (_wasFinalized) {
            _mirrorEnd(book);
            return;
        }
        book.nativeOwed = 0;
        book.callback = _wasExecuted ? DeferredState.Executed : DeferredState.Failed;
        if (_wasExecuted) book.sealedAt = uint40(_blockNumber);
    }

    function _call(uint256 index, address executor) private observed(index) {
        TaskBook storage book = _books[index];
        VM.prank(executor);
        dispatcher.executeCallback(book.id, book.request.terms, _record(book), book.results);
        _happens();
    }

    function bumpCallback(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isCallbackAlive);
        if (isFound) _bump(index, _drawAccount(seed, "payer"), _draw(seed, "amount", 1, 10 ** 15));
    }

    function _bump(uint256 index, address payer, uint256 amount) private observed(index) {
        TaskBook storage book = _books[index];
        _fund(payer, amount);
        VM.prank(payer);
        dispatcher.bumpCallback{value: amount}(book.id);
        book.nativeOwed += amount;
        _happens();
    }

    function cancelCallback(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isDue);
        if (isFound && _draw(seed, "cancel", 0, 1) == 0) _cancel(index);
    }

    function _cancel(uint256 index) private observed(index) {
        TaskBook storage book = _books[index];
        VM.prank(book.request.terms.actor);
        dispatcher.cancelCallback(book.id, book.request.terms, _record(book));
        book.callback = DeferredState.Cancelled;
        book.sealedAt = uint40(_blockNumber);
        book.nativeOwed = 0;
        _happens();
    }

    /* SETTLEMENT */

    function consumeResult(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isConsumable);
        if (isFound) _consume(index, seed);
    }

    function _isConsumable(TaskBook storage book) internal view returns (bool) {
        return _isSettleable(book) && _blockNumber <= _closesAt(book);
    }

    function _consume(uint256 index, uint256 seed) internal observed(index) {
        TaskBook storage book = _books[index];
        uint256 entry = book.entries[_draw(seed, "entry", 0, book.entries.length - 1)];
        VM.prank(book.request.terms.actor);
        dispatcher.consumeResult(book.id, address(uint160(entry >> 96)), book.request.terms, _record(book));
        _mirrorEnd(book);
        _happens();
    }

    function settle(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isSettleable);
        if (!isFound) return;

        uint256 closesAt = _closesAt(_books[index]);
        if (_blockNumber <= closesAt && _draw(seed, "wait", 0, 3) != 0) return;
        if (_blockNumber <= closesAt) _pass(closesAt + 1 - _blockNumber);
        _settle(index);
    }

    function _isOverdue(TaskBook storage book) internal view returns (bool) {
        return _isSettleable(book) && _blockNumber > _closesAt(book);
    }

    function _settle(uint256 index) internal observed(index) {
        TaskBook storage book = _books[index];
        VM.prank(STRANGER);
        dispatcher.settle(book.id, book.request.terms, _record(book));
        _mirrorEnd(book);
        _happens();
    }

    /* EXITS */

    /// @notice Takes every task to its end as a stranger would, with nothing but time.
    /// @dev Asked by an invariant, whose changes the runner forgets.
    function closeAll() external {
        for (uint256 i; i < _books.length; ++i) {
            if (_books[i].seenStatus != DispatchStatus.Pending) continue;
            if (_blockNumber < _timeoutAt(_books[i])) _pass(_timeoutAt(_books[i]) - _blockNumber);
            _expire(i);
        }
        _pass(1_000);
        for (uint256 i; i < _books.length; ++i) {
            if (_books[i].seenStatus != DispatchStatus.Finalized) _settle(i);
        }
    }
}
