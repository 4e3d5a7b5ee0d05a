// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatchActor} from "../../../contracts/interfaces/IDispatchActor.sol";
import {Currency, NATIVE} from "../../../contracts/types/Currency.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {PayoutPolicy, SeatClaim, TaskRequest, TaskTerms} from "../../../contracts/types/DispatchTask.sol";
import {SchemaKind} from "../../../contracts/types/ResultSchema.sol";
import {Schemas} from "../helpers/Schemas.sol";
import {VM} from "../helpers/Vm.sol";
import {TaskBook} from "./TaskBook.sol";
import {TaskMirror} from "./TaskMirror.sol";

/// @title TaskActions
/// @notice From submission to the last result.
abstract contract TaskActions is TaskMirror {
    /* SUBMISSION */

    function submitTask(uint256 seed) external acts {
        _submit(seed);
    }

    function _submit(uint256 seed) internal {
        uint256 size = _members[POOL].length;
        if (size == 0 || dispatcher.paused()) return;

        TaskRequest memory request = _requestFrom(seed, size);
        bool isFromCredit = _hasCredit(request);
        if (!isFromCredit && !request.terms.currency.isNative()) return;
        uint256 index = _open(request, size);
        _send(index, request, isFromCredit ? 0 : _nativeCost(request) + beacon.entryFee());
        _books[index].status = DispatchStatus.Pending;
        _happens();
    }

    function _requestFrom(uint256 seed, uint256 size) private view returns (TaskRequest memory request) {
        request.terms.salt = bytes32(_books.length);
        request.pool = POOL;
        request.numRunners = uint8(_draw(seed, "runners", 1, size < 4 ? size : 4));
        request.responseBlocks = uint16(_draw(seed, "response", 2, 15));
        request.timeoutBlocks = uint24(_draw(seed, "timeout", 20, 80));
        request.terms.actor = _actors[_draw(seed, "actor", 0, _actors.length - 1)];
        request.terms.currency = _drawCurrency(seed);
        request.terms.paymentPerRunner = uint128(_draw(seed, "payment", 1, 10 ** 15));
        request.terms.payoutPolicy = PayoutPolicy(_draw(seed, "policy", 0, 2));
        request.terms.consumeBlocks = uint24(_draw(seed, "consume", 5, 15));
        _addSchema(request.terms, seed);
        _addModes(request.terms, request.responseBlocks, seed);
    }

    function _addSchema(TaskTerms memory terms, uint256 seed) private view {
        bool isCustom = _draw(seed, "schema", 0, 4) == 0;
        terms.schema = Schemas.write(
            isCustom ? SchemaKind.Custom : SchemaKind.StaticAbi,
            32,
            isCustom ? bytes("") : bytes(hex"20")
        );
        terms.schemaValidator = isCustom ? address(_validator) : address(0);
    }

    function _addModes(TaskTerms memory terms, uint256 responseBlocks, uint256 seed) private view {
        if (_draw(seed, "mode", 0, 3) == 0) {
            terms.commitBlocks = uint24(_draw(seed, "commit", responseBlocks, responseBlocks + 5));
            terms.revealBlocks = uint24(_draw(seed, "reveal", 2, 12));
        }
        if (_draw(seed, "callback", 0, 4) == 0) return;
        terms.callback.target = _draw(seed, "target", 0, 7) == 0 ? STRANGER : address(_carol);
        terms.callback.selector = IDispatchActor.onResults.selector;
        terms.callback.gasLimit = uint32(_draw(seed, "gas", 50_000, 500_000));
        terms.callback.maxTip = uint64(_draw(seed, "tip", 0, 2 gwei));
        terms.callback.budget = uint128(_draw(seed, "budget", 0, 2) == 0 ? 0 : _draw(seed, "wei", 1, 10 ** 16));
    }

    function _nativeCost(TaskRequest memory request) private pure returns (uint256 cost) {
        cost = request.terms.callback.budget;
        if (request.terms.currency == NATIVE) cost += request.numRunners * request.terms.paymentPerRunner;
    }

    function _hasCredit(TaskRequest memory request) private view returns (bool) {
        address actor = request.terms.actor;
        if (!escrow.isMarketApproved(actor, address(dispatcher))) return false;
        if (escrow.creditOf(actor, NATIVE) < _nativeCost(request) + beacon.entryFee()) return false;
        Currency currency = request.terms.currency;
        return
            currency == NATIVE ||
            escrow.creditOf(actor, currency) >= request.numRunners * request.terms.paymentPerRunner;
    }

    function _open(TaskRequest memory request, uint256 size) private returns (uint256 index) {
        index = _books.length;
        TaskBook storage book = _books.push();
        book.id = dispatcher.taskIdOf(request.terms);
        book.request = request;
        book.isBlameless = request.terms.schemaValidator != address(0) && !dispatcher.isVetted(address(_validator));
        book.round = beacon.openRound();
        book.rosterVersion = _versions[POOL];
        book.rosterSize = uint32(size);
        book.submittedAt = uint40(_blockNumber);
        book.sharesOwed = request.numRunners * request.terms.paymentPerRunner;
        book.nativeOwed = request.terms.callback.budget;
        _bookOf[book.id] = index + 1;
    }

    function _send(uint256 index, TaskRequest memory request, uint256 value) private observed(index) {
        address actor = request.terms.actor;
        _fund(actor, value);
        VM.prank(actor);
        dispatcher.submitTask{value: value}(request);
    }

    /* ROUNDS */

    function answerRound(uint256 seed) external acts {
        _answer(seed);
    }

    function _answer(uint256 seed) internal {
        _pass(_draw(seed, "delay", 0, 2));
        if (!beacon.isWaiting(_waitingRound())) beacon.request();
        beacon.answer(_waitingRound(), seed, uint40(_blockNumber));
        _happens();
    }

    function _waitingRound() private view returns (uint32 round) {
        round = beacon.openRound() - 1;
        while (round > 1 && !beacon.isWaiting(round) && beacon.isWaiting(round - 1)) --round;
    }

    function closeRound(uint256) external acts {
        beacon.request();
        _happens();
    }

    function voidRound(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _isUndrawn);
        if (!isFound) return;

        uint32 round = _books[index].round;
        if (round == beacon.openRound()) beacon.request();
        beacon.giveUp(round);
        _happens();
    }

    function _isUndrawn(TaskBook storage book) private view returns (bool) {
        return book.round == beacon.openRound() || beacon.isWaiting(book.round);
    }

    function reenterRound(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _mayReenter);
        if (!isFound) return;

        _reenter(index);
        _books[index].round = beacon.openRound();
        _happens();
    }

    function _reenter(uint256 index) private observed(index) {
        VM.prank(STRANGER);
        dispatcher.reenterRound(_books[index].id);
    }

    function _mayReenter(TaskBook storage book) private view returns (bool) {
        return _isPending(book) && _blockNumber < _timeoutAt(book) && beacon.isVoid(book.round);
    }

    /* RESULTS */

    function submitResult(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _takesResults);
        if (isFound) _deliver(index, seed);
    }

    function _takesResults(TaskBook storage book) internal view returns (bool isTaken) {
        if (!_isAnswerable(book) || book.request.terms.commitBlocks != 0) return false;
        (isTaken, ) = _findPosition(book, 0, _isAny);
    }

    function _isAny(TaskBook storage, uint256) internal pure returns (bool) {
        return true;
    }

    function _deliver(uint256 index, uint256 seed) internal observed(index) {
        TaskBook storage book = _books[index];
        (, uint256 position) = _findPosition(book, _draw(seed, "position", 0, 3), _isAny);
        bytes memory result = abi.encode(_draw(seed, "result", 0, 1));
        SeatClaim memory claim = _claim(book, position);
        VM.prank(runnerAt(index, uint8(position)));
        dispatcher.submitResult(book.id, book.request.terms, claim, result, "");
        _mirrorResult(book, position, result);
        _happens();
    }

    /* COMMITMENTS */

    function commitResult(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _takesCommitments);
        if (isFound) _commit(index, seed);
    }

    function _takesCommitments(TaskBook storage book) internal view returns (bool isTaken) {
        if (!_isAnswerable(book) || book.request.terms.commitBlocks == 0) return false;
        if (_blockNumber >= _revealFrom(book)) return false;
        (isTaken, ) = _findPosition(book, 0, _isUncommitted);
    }

    function _isUncommitted(TaskBook storage book, uint256 position) internal view returns (bool) {
        return !_isCommitted(book, position);
    }

    function _commit(uint256 index, uint256 seed) internal observed(index) {
        TaskBook storage book = _books[index];
        (, uint256 position) = _findPosition(book, _draw(seed, "position", 0, 3), _isUncommitted);
        address runner = runnerAt(index, uint8(position));
        bytes32 hash = keccak256(_committedResult(index, position));
        bytes32 commitment = keccak256(abi.encode(book.id, runner, hash, bytes32(position)));
        SeatClaim memory claim = _claim(book, position);
        VM.prank(runner);
        dispatcher.commitResult(book.id, book.request.terms, claim, commitment);
        book.committed |= 1 << position;
        if (_ones(book.committed) == book.request.numRunners) book.committedAt = _blockNumber;
        _happens();
    }

    /// @dev What a position commits to, known from its place.
    function _committedResult(uint256 index, uint256 position) private pure returns (bytes memory) {
        return abi.encode(uint256(keccak256(abi.encode(index, position))) % 2);
    }

    function _ones(uint256 word) private pure returns (uint256 count) {
        for (; word != 0; word >>= 1) count += word & 1;
    }

    function revealResult(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _takesReveals);
        if (isFound) _reveal(index, seed);
    }

    function _takesReveals(TaskBook storage book) internal view returns (bool isTaken) {
        if (!_isAnswerable(book) || book.request.terms.commitBlocks == 0) return false;
        if (_blockNumber < _revealFrom(book)) return false;
        if (_blockNumber > _revealFrom(book) + book.request.terms.revealBlocks) return false;
        (isTaken, ) = _findPosition(book, 0, _isCommitted);
    }

    function _reveal(uint256 index, uint256 seed) internal observed(index) {
        TaskBook storage book = _books[index];
        (, uint256 position) = _findPosition(book, _draw(seed, "position", 0, 3), _isCommitted);
        bytes memory result = _committedResult(index, position);
        SeatClaim memory claim = _claim(book, position);
        VM.prank(runnerAt(index, uint8(position)));
        dispatcher.revealResult(book.id, book.request.terms, claim, result, "", bytes32(position));
        _mirrorResult(book, position, result);
        _happens();
    }

    /* PASSING AND SILENCE */

    function skipTask(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _takesSkips);
        if (isFound) _skip(index, seed);
    }

    function _takesSkips(TaskBook storage book) private view returns (bool isTaken) {
        if (!_isAnswerable(book)) return false;
        (isTaken, ) = _findPosition(book, 0, _maySkip);
    }

    function _maySkip(TaskBook storage book, uint256 position) private view returns (bool) {
        if (_isCommitted(book, position)) return false;
        if (book.isBlameless) return true;
        uint256 from = _turnFrom(book, position);
        if (_blockNumber > from + book.request.responseBlocks) return false;
        return _blockNumber <= from + book.request.responseBlocks / 2 || _maySlash(book, position, _timestamp);
    }

    function _maySlash(TaskBook storage book, uint256 position, uint256 timestamp) private view returns (bool) {
        return registry.isMarket(address(dispatcher)) && _isLiable(POOL, _operatorAt(book, position), timestamp);
    }

    function _skip(uint256 index, uint256 seed) private observed(index) {
        TaskBook storage book = _books[index];
        (, uint256 position) = _findPosition(book, _draw(seed, "position", 0, 3), _maySkip);
        _loss = 0;
        SeatClaim memory claim = _claim(book, position);
        VM.prank(runnerAt(index, uint8(position)));
        dispatcher.skipTask(book.id, claim);
        _mirrorLoss(book, position);
        _happens();
    }

    function advance(uint256 seed) external acts {
        (bool isFound, uint256 index) = _findTask(seed, _takesAdvances);
        if (isFound) _advance(index, seed);
    }

    function _takesAdvances(TaskBook storage book) private view returns (bool isTaken) {
        if (!_isAnswerable(book)) return false;
        (isTaken, ) = _findPosition(book, 0, _mayAdvance);
    }

    /// @dev The deadline may lie ahead; the clock can be moved.
    function _mayAdvance(TaskBook storage book, uint256 position) private view returns (bool) {
        uint256 deadline = _deadline(book, position);
        if (deadline + 1 >= _timeoutAt(book)) return false;
        uint256 blocks = _blockNumber <= deadline ? deadline + 1 - _blockNumber : 0;
        return _isExcused(book, position) || _maySlash(book, position, _timestamp + blocks * BLOCK_SECONDS);
    }

    /// @dev Nobody is to blame where an unvetted validator judges, or where the turn ends when revealing has begun.
    function _isExcused(TaskBook storage book, uint256 position) private view returns (bool) {
        if (book.isBlameless) return true;
        if (book.request.terms.commitBlocks == 0 || _isCommitted(book, position)) return false;
        return _deadline(book, position) >= _revealFrom(book);
    }

    function _advance(uint256 index, uint256 seed) private observed(index) {
        TaskBook storage book = _books[index];
        (, uint256 position) = _findPosition(book, _draw(seed, "position", 0, 3), _mayAdvance);
        uint256 deadline = _deadline(book, position);
        if (_blockNumber <= deadline) _pass(deadline + 1 - _blockNumber);
        _loss = book.request.terms.currency == NATIVE ? book.request.terms.paymentPerRunner : 0;
        SeatClaim memory claim = _claim(book, position);
        VM.prank(_drawAccount(seed, "reporter"));
        dispatcher.advance(book.id, book.request.terms, claim);
        _mirrorLoss(book, position);
        _happens();
    }
}
