// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDispatcher} from "../../interfaces/IDispatcher.sol";
import {Permutation} from "../../libraries/Permutation.sol";
import {Bps} from "../../types/Bps.sol";
import {DispatchProgress, INLINE_ENTRIES} from "../../types/DispatchProgress.sol";
import {SeatClaim, TaskTerms} from "../../types/DispatchTask.sol";
import {Offence} from "../../types/Offence.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskHead} from "../../types/TaskHead.sol";
import {TaskId} from "../../types/TaskId.sol";
import {DispatchBase} from "./DispatchBase.sol";

/// @title DispatchSelection
/// @notice Who may answer, for how long, and what passing or silence costs. All of it in O(1) of the roster's size.
abstract contract DispatchSelection is DispatchBase {
    /// @dev The holder of a position, and the time it has, in blocks.
    struct Turn {
        address runner;
        OperatorId operator;
        uint256 from;
        uint256 deadline;
    }

    /// @dev The skips of an operator in the newest epoch in which it skipped.
    struct SkipCount {
        uint128 epoch;
        uint128 count;
    }

    /// @notice Blocks in an epoch of free skips.
    uint256 private constant EPOCH_BLOCKS = 7_200;
    /// @notice Skips an epoch that cost an operator nothing.
    uint256 public constant SKIP_QUOTA = 32;
    /// @notice Share of a slash for whoever reported a no-show.
    uint16 private constant REPORTER_BPS = 1_000;
    /// @notice Keeps this market's seed of a task apart from others.
    bytes32 private constant SELECTION = keccak256("muster.dispatch.selection");

    uint256 private constant ENTRIES_PER_WORD = 10;
    uint256 private constant ENTRY_WIDTH = 24;

    /// @dev When late positions beyond INLINE_ENTRIES entered, 24 bits each, in blocks after submission.
    mapping(TaskId id => mapping(uint256 word => uint256 entries)) private _laterEntries;
    mapping(OperatorId operator => SkipCount count) private _skips;

    /* PASSING */

    /// @inheritdoc IDispatcher
    function skipTask(TaskId id, SeatClaim calldata claim) external nonReentrant {
        TaskHead head = _heads[id];
        DispatchProgress progress = _progress[id];
        _requireAnswerable(id, head, progress);
        Turn memory turn = _requireTurn(id, head, progress, claim);
        if (progress.isCommitted(claim.position)) revert DispatchAlreadyCommitted(id, claim.position);

        // Past its time a runner is a no-show, and cannot buy itself off for half the price.
        if (block.number > turn.deadline && !head.isBlameless())
            revert DispatchResponseOver(id, claim.position, block.number, turn.deadline);

        bool isLate = !head.isBlameless() && !_isSkipFree(turn);
        _lose(id, head, progress, progress.withSkipped(claim.position));

        emit TaskSkipped(id, turn.runner, turn.operator, claim.position, isLate);

        if (!isLate) return;
        Bps share = Bps.wrap(Bps.unwrap(registry.noShowBpsOf(head.pool())) / 2);
        registry.slash(_offence(id, head, claim.position, turn.operator, share));
    }

    /// @dev Free in the first half of the response time, up to the quota, which this counts.
    function _isSkipFree(Turn memory turn) private returns (bool) {
        if (block.number > turn.from + (turn.deadline - turn.from) / 2) return false;

        uint128 used = _skipsOf(turn.operator);
        if (used == SKIP_QUOTA) return false;
        _skips[turn.operator] = SkipCount(uint128(block.number / EPOCH_BLOCKS), used + 1);
        return true;
    }

    function _skipsOf(OperatorId operator) private view returns (uint128) {
        SkipCount memory known = _skips[operator];
        return known.epoch == block.number / EPOCH_BLOCKS ? known.count : 0;
    }

    /* SILENCE */

    /// @inheritdoc IDispatcher
    function advance(TaskId id, TaskTerms calldata terms, SeatClaim calldata claim) external nonReentrant {
        TaskHead head = _heads[id];
        DispatchProgress progress = _progress[id];
        _requireAnswerable(id, head, progress);
        _requireTerms(id, terms);
        Turn memory turn = _turnOf(id, head, progress, claim);
        (uint256 deadline, bool isBlameless) = _blameOf(id, head, terms, turn, progress.isCommitted(claim.position));
        if (block.number <= deadline) revert DispatchStillResponding(id, claim.position, block.number, deadline);

        if (isBlameless) {
            _lose(id, head, progress, progress.withSkipped(claim.position));
            emit TaskSkipped(id, turn.runner, turn.operator, claim.position, false);
            return;
        }
        _lose(id, head, progress, progress.withNoShow(claim.position));
        Offence memory offence = _offence(id, head, claim.position, turn.operator, registry.noShowBpsOf(head.pool()));
        offence.victim = terms.actor;
        // A loss in another currency cannot be compared with the slash, which then goes to the treasury.
        offence.loss = terms.currency == registry.stakeCurrency() ? terms.paymentPerRunner : 0;
        offence.reporter = msg.sender;
        offence.bountyBps = Bps.wrap(REPORTER_BPS);
        uint128 slashed = registry.slash(offence);

        emit RunnerMissed(id, turn.runner, turn.operator, claim.position, slashed);

        _recordOutcome(turn.operator, turn.runner, terms, false);
    }

    /// @dev When a silent runner may be passed over, and whether nobody is to blame: a verifier that nobody vetted may
    /// have refused an honest result, and who entered too late to commit could not answer.
    function _blameOf(
        TaskId id,
        TaskHead head,
        TaskTerms calldata terms,
        Turn memory turn,
        bool hasCommitted
    ) private view returns (uint256 deadline, bool isBlameless) {
        (deadline, isBlameless) = (turn.deadline, head.isBlameless());
        if (!head.isCommitted()) return (deadline, isBlameless);

        (uint256 revealFrom, uint256 revealUntil) = _revealTime(id, head, terms);
        if (hasCommitted) deadline = revealUntil;
        else isBlameless = isBlameless || deadline >= revealFrom;
    }

    function _offence(
        TaskId id,
        TaskHead head,
        uint8 position,
        OperatorId operator,
        Bps share
    ) private pure returns (Offence memory offence) {
        offence.operator = operator;
        offence.pool = head.pool();
        offence.share = share;
        offence.offence = keccak256(abi.encode(id, position));
    }

    /// @dev Remembers an outcome. Reputation informs: it never stands between a task and its exit, so a market that
    /// governance no longer approves passes it over. It is not caught either: a caller could starve it of gas.
    function _recordOutcome(OperatorId operator, address runner, TaskTerms calldata terms, bool isSuccess) internal {
        if (!registry.isMarket(address(this))) return;
        reputation.record(operator, runner, terms.actor, terms.currency, terms.paymentPerRunner, isSuccess);
    }

    /* WINDOW */

    /// @dev Stores that a position is lost, and when the one that takes its place entered.
    function _lose(TaskId id, TaskHead head, DispatchProgress before, DispatchProgress progress) private {
        uint256 lateIndex = before.lostCount();
        uint24 offset = uint24(block.number - head.submittedAt());
        if (lateIndex < INLINE_ENTRIES) {
            progress = progress.withEntry(lateIndex, offset);
        } else {
            (uint256 word, uint256 shift) = _placeOf(lateIndex);
            _laterEntries[id][word] |= uint256(offset) << shift;
        }
        _progress[id] = progress;
    }

    /// @dev Positions of the first window entered with the submission; each later one when another was lost.
    function _entryBlock(
        TaskId id,
        TaskHead head,
        DispatchProgress progress,
        uint8 position
    ) private view returns (uint256) {
        if (position < head.numRunners()) return head.submittedAt();
        uint256 lateIndex = position - head.numRunners();
        if (lateIndex < INLINE_ENTRIES) return head.submittedAt() + progress.entryOf(lateIndex);
        (uint256 word, uint256 shift) = _placeOf(lateIndex);
        return head.submittedAt() + uint24(_laterEntries[id][word] >> shift);
    }

    function _placeOf(uint256 lateIndex) private pure returns (uint256 word, uint256 shift) {
        uint256 index = lateIndex - INLINE_ENTRIES;
        return (index / ENTRIES_PER_WORD, (index % ENTRIES_PER_WORD) * ENTRY_WIDTH);
    }

    /* TURNS */

    /// @dev The turn of the caller, or a revert that says why it has none.
    function _requireTurn(
        TaskId id,
        TaskHead head,
        DispatchProgress progress,
        SeatClaim calldata claim
    ) internal view returns (Turn memory turn) {
        turn = _turnOf(id, head, progress, claim);
        if (turn.runner != msg.sender) revert DispatchNotSelected(id, claim.position, msg.sender);
    }

    /// @dev The turn of an open position: inside the window, and neither submitted nor lost.
    function _turnOf(
        TaskId id,
        TaskHead head,
        DispatchProgress progress,
        SeatClaim calldata claim
    ) private view returns (Turn memory turn) {
        uint8 position = claim.position;
        uint256 window = _window(head, progress);
        if (position >= window) revert DispatchOutsideWindow(id, position, window);
        if (progress.isOut(position)) _revertOut(id, progress, position);

        (bytes32 seed, uint256 answeredAt) = _seedOf(id, head);
        uint256 seat = Permutation.seatAt(seed, head.rosterSize(), position);
        (turn.runner, turn.operator) = registry.seatAt(head.pool(), head.rosterVersion(), uint32(seat), claim.hint);
        turn.from = Math.max(_entryBlock(id, head, progress, position), answeredAt);
        turn.deadline = turn.from + head.responseBlocks();
    }

    /// @dev The task's seed, and the block in which it became known.
    function _seedOf(TaskId id, TaskHead head) internal view returns (bytes32 seed, uint256 answeredAt) {
        return beacon.seedOf(head.round(), address(this), id, SELECTION);
    }

    function _revertOut(TaskId id, DispatchProgress progress, uint8 position) private pure {
        if (progress.isSubmitted(position)) revert DispatchAlreadySubmitted(id, position);
        if (progress.isSkipped(position)) revert DispatchAlreadySkipped(id, position);
        revert DispatchAlreadyMissed(id, position);
    }

    /* VIEWS */

    /// @inheritdoc IDispatcher
    function responseTimeOf(TaskId id, uint8 position) external view returns (uint256 from, uint256 deadline) {
        TaskHead head = _heads[id];
        DispatchProgress progress = _progress[id];
        uint256 window = _window(head, progress);
        if (position >= window) revert DispatchOutsideWindow(id, position, window);

        (, uint256 answeredAt) = _seedOf(id, head);
        from = Math.max(_entryBlock(id, head, progress, position), answeredAt);
        deadline = from + head.responseBlocks();
    }

    /// @inheritdoc IDispatcher
    function freeSkipsOf(OperatorId operator) external view returns (uint256) {
        return SKIP_QUOTA - _skipsOf(operator);
    }

    /// @dev The first and the last block in which commitments may be revealed.
    function _revealTime(
        TaskId id,
        TaskHead head,
        TaskTerms calldata terms
    ) internal view virtual returns (uint256 from, uint256 until);
}
