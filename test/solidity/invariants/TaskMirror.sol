// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency, NATIVE} from "../../../contracts/types/Currency.sol";
import {DeferredState} from "../../../contracts/types/DeferredState.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {ResultRecord, SeatClaim} from "../../../contracts/types/DispatchTask.sol";
import {PlainPermutation} from "../harness/PlainPermutation.sol";
import {OperatorActions} from "./OperatorActions.sol";
import {TaskBook} from "./TaskBook.sol";

/// @title TaskMirror
/// @notice Where each task should stand, and who should stand at each of its positions.
abstract contract TaskMirror is OperatorActions {
    bytes32 private constant SELECTION = keccak256("muster.dispatch.selection");

    /* SELECTION */

    /// @notice Who holds a position, from the plain permutation and the plain roster; 0 while the seed is unknown.
    function runnerAt(uint256 index, uint8 position) public view returns (address) {
        uint32 operator = _operatorAt(_books[index], position);
        return operator == 0 ? address(0) : _controllerOf(operator);
    }

    function _operatorAt(TaskBook storage book, uint256 position) internal view returns (uint32) {
        if (_answeredAt(book) == 0) return 0;
        return _snapshots[POOL][book.rosterVersion][_seatAt(book, position)];
    }

    function _seatAt(TaskBook storage book, uint256 position) private view returns (uint256) {
        (bytes32 seed, ) = beacon.seedOf(book.round, address(dispatcher), book.id, SELECTION);
        return PlainPermutation.seatAt(seed, book.rosterSize, position);
    }

    function _claim(TaskBook storage book, uint256 position) internal view returns (SeatClaim memory) {
        return SeatClaim(uint8(position), hintFor(POOL, book.rosterVersion, _seatAt(book, position)));
    }

    function _answeredAt(TaskBook storage book) internal view returns (uint256 answeredAt) {
        (, , answeredAt, ) = beacon.rounds(book.round);
    }

    /* POSITIONS */

    function _window(TaskBook storage book) internal view returns (uint256) {
        uint256 window = book.request.numRunners + book.lostAt.length;
        return window < book.rosterSize ? window : book.rosterSize;
    }

    function _isExhausted(TaskBook storage book) internal view returns (bool) {
        uint256 accepted = book.entries.length;
        return accepted < book.request.numRunners && accepted + book.lostAt.length >= book.rosterSize;
    }

    function _isOut(TaskBook storage book, uint256 position) internal view returns (bool) {
        return (book.out >> position) & 1 == 1;
    }

    function _isCommitted(TaskBook storage book, uint256 position) internal view returns (bool) {
        return (book.committed >> position) & 1 == 1;
    }

    /// @dev The block from which a position's time runs.
    function _turnFrom(TaskBook storage book, uint256 position) internal view returns (uint256 from) {
        uint256 first = book.request.numRunners;
        from = position < first ? book.submittedAt : book.lostAt[position - first];
        if (from < _answeredAt(book)) from = _answeredAt(book);
    }

    function _deadline(TaskBook storage book, uint256 position) internal view returns (uint256) {
        if (_isCommitted(book, position)) return _revealFrom(book) + book.request.terms.revealBlocks;
        return _turnFrom(book, position) + book.request.responseBlocks;
    }

    function _revealFrom(TaskBook storage book) internal view returns (uint256) {
        if (book.committedAt != 0) return book.committedAt + 1;
        return _answeredAt(book) + book.request.terms.commitBlocks + 1;
    }

    /// @dev The first position from a chosen one on that fits; `found` is false when none does.
    function _findPosition(
        TaskBook storage book,
        uint256 start,
        function(TaskBook storage, uint256) view returns (bool) fits
    ) internal view returns (bool found, uint256 position) {
        uint256 window = _window(book);
        for (uint256 i; i < window; ++i) {
            position = (start + i) % window;
            if (!_isOut(book, position) && fits(book, position)) return (true, position);
        }
        return (false, 0);
    }

    /* TASKS */

    function _timeoutAt(TaskBook storage book) internal view returns (uint256) {
        return uint256(book.submittedAt) + book.request.timeoutBlocks;
    }

    function _isPending(TaskBook storage book) internal view returns (bool) {
        return book.status == DispatchStatus.Pending;
    }

    /// @dev Pending, drawn, with runners left, and before its timeout.
    function _isAnswerable(TaskBook storage book) internal view returns (bool) {
        return _isPending(book) && !_isExhausted(book) && _blockNumber < _timeoutAt(book) && _answeredAt(book) != 0;
    }

    function _isSettleable(TaskBook storage book) internal view returns (bool) {
        return
            book.status == DispatchStatus.Completed ||
            book.status == DispatchStatus.TimedOut ||
            book.status == DispatchStatus.Failed;
    }

    function _isCallbackAlive(TaskBook storage book) internal view returns (bool) {
        return
            book.status == DispatchStatus.Completed &&
            (book.callback == DeferredState.Scheduled || book.callback == DeferredState.Failed);
    }

    /// @dev The last block in which the actor may consume.
    function _closesAt(TaskBook storage book) internal view returns (uint256) {
        if (book.entries.length == 0) return 0;
        uint256 windows = _isCallbackAlive(book) ? 2 : 1;
        return book.sealedAt + windows * book.request.terms.consumeBlocks;
    }

    function _record(TaskBook storage book) internal view returns (ResultRecord memory) {
        return ResultRecord(book.entries, book.variants, book.sealedAt);
    }

    function _findTask(
        uint256 seed,
        function(TaskBook storage) view returns (bool) fits
    ) internal view returns (bool found, uint256 index) {
        uint256 count = _books.length;
        for (uint256 i; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if (fits(_books[index])) return (true, index);
        }
        return (false, 0);
    }

    /* CHANGES */

    function _mirrorLoss(TaskBook storage book, uint256 position) internal {
        book.out |= 1 << position;
        book.lostAt.push(_blockNumber);
    }

    function _mirrorResult(TaskBook storage book, uint256 position, bytes memory result) internal {
        uint32 operator = _operatorAt(book, position);
        uint256 variant;
        while (variant < book.variants.length && book.variants[variant] != keccak256(result)) ++variant;
        if (variant == book.variants.length) {
            book.variants.push(keccak256(result));
            book.results.push(result);
        }
        book.out |= 1 << position;
        uint256 runner = uint160(_controllerOf(operator));
        book.entries.push((runner << 96) | (uint256(operator) << 64) | (position << 8) | variant);
        if (book.entries.length != book.request.numRunners) return;

        book.status = DispatchStatus.Completed;
        book.sealedAt = uint40(_blockNumber);
        if (book.request.terms.callback.gasLimit != 0) book.callback = DeferredState.Scheduled;
    }

    function _mirrorExpiry(TaskBook storage book) internal {
        book.status = _isExhausted(book) ? DispatchStatus.Failed : DispatchStatus.TimedOut;
        book.sealedAt = uint40(_blockNumber);
        book.sharesOwed = book.entries.length * book.request.terms.paymentPerRunner;
        book.nativeOwed = 0;
    }

    function _mirrorEnd(TaskBook storage book) internal {
        book.status = DispatchStatus.Finalized;
        (book.sharesOwed, book.nativeOwed) = (0, 0);
    }

    /// @notice What a task should still hold in a currency.
    function owedBy(uint256 index, Currency currency) external view returns (uint256 owed) {
        TaskBook storage book = _books[index];
        if (book.request.terms.currency == currency) owed = book.sharesOwed;
        if (currency == NATIVE) owed += book.nativeOwed;
    }
}
