// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What has happened at each position of a task, in one word.
/// Bits 0–39 submitted · 40–79 skipped · 80–119 no-show · 120–159 committed, one bit a position;
/// 160–255 when the first four late positions entered the window, 24 bits each, in blocks after submission.
type DispatchProgress is uint256;

using {
    isSubmitted,
    isSkipped,
    isNoShow,
    isCommitted,
    isOut,
    withSubmitted,
    withSkipped,
    withNoShow,
    withCommitted,
    withEntry,
    entryOf,
    submittedCount,
    committedCount,
    lostCount
} for DispatchProgress global;

/// @dev Positions that fit the word; a task that needs more has failed.
uint256 constant MAX_POSITIONS = 40;
/// @dev Late positions whose entry block fits the word.
uint256 constant INLINE_ENTRIES = 4;

uint256 constant MASK = (1 << MAX_POSITIONS) - 1;
uint256 constant SKIPPED_SHIFT = 40;
uint256 constant NO_SHOW_SHIFT = 80;
uint256 constant COMMITTED_SHIFT = 120;
uint256 constant ENTRY_SHIFT = 160;
uint256 constant ENTRY_BITS = 24;

/// @notice Whether the position's result was accepted.
function isSubmitted(DispatchProgress progress, uint8 position) pure returns (bool) {
    return (DispatchProgress.unwrap(progress) >> position) & 1 == 1;
}

/// @notice Whether the position's runner skipped.
function isSkipped(DispatchProgress progress, uint8 position) pure returns (bool) {
    return (DispatchProgress.unwrap(progress) >> (SKIPPED_SHIFT + position)) & 1 == 1;
}

/// @notice Whether the position's runner failed to show up.
function isNoShow(DispatchProgress progress, uint8 position) pure returns (bool) {
    return (DispatchProgress.unwrap(progress) >> (NO_SHOW_SHIFT + position)) & 1 == 1;
}

/// @notice Whether the position's runner committed to a result.
function isCommitted(DispatchProgress progress, uint8 position) pure returns (bool) {
    return (DispatchProgress.unwrap(progress) >> (COMMITTED_SHIFT + position)) & 1 == 1;
}

/// @notice Whether the position is closed to its runner: submitted, skipped or failed to show up.
function isOut(DispatchProgress progress, uint8 position) pure returns (bool) {
    uint256 word = DispatchProgress.unwrap(progress);
    return ((word | (word >> SKIPPED_SHIFT) | (word >> NO_SHOW_SHIFT)) >> position) & 1 == 1;
}

function withSubmitted(DispatchProgress progress, uint8 position) pure returns (DispatchProgress) {
    return DispatchProgress.wrap(DispatchProgress.unwrap(progress) | (1 << position));
}

function withSkipped(DispatchProgress progress, uint8 position) pure returns (DispatchProgress) {
    return DispatchProgress.wrap(DispatchProgress.unwrap(progress) | (1 << (SKIPPED_SHIFT + position)));
}

function withNoShow(DispatchProgress progress, uint8 position) pure returns (DispatchProgress) {
    return DispatchProgress.wrap(DispatchProgress.unwrap(progress) | (1 << (NO_SHOW_SHIFT + position)));
}

function withCommitted(DispatchProgress progress, uint8 position) pure returns (DispatchProgress) {
    return DispatchProgress.wrap(DispatchProgress.unwrap(progress) | (1 << (COMMITTED_SHIFT + position)));
}

/// @notice Records when a late position entered, for the first INLINE_ENTRIES of them.
function withEntry(DispatchProgress progress, uint256 lateIndex, uint24 offset) pure returns (DispatchProgress) {
    return DispatchProgress.wrap(DispatchProgress.unwrap(progress) | (uint256(offset) << _entryShift(lateIndex)));
}

/// @notice When a late position entered, in blocks after submission, for the first INLINE_ENTRIES of them.
function entryOf(DispatchProgress progress, uint256 lateIndex) pure returns (uint24) {
    return uint24(DispatchProgress.unwrap(progress) >> _entryShift(lateIndex));
}

/// @notice How many results were accepted.
function submittedCount(DispatchProgress progress) pure returns (uint256) {
    return _ones(DispatchProgress.unwrap(progress) & MASK);
}

/// @notice How many runners committed to a result.
function committedCount(DispatchProgress progress) pure returns (uint256) {
    return _ones((DispatchProgress.unwrap(progress) >> COMMITTED_SHIFT) & MASK);
}

/// @notice How many positions were skipped or failed to show up: by so many the window has grown.
function lostCount(DispatchProgress progress) pure returns (uint256) {
    uint256 word = DispatchProgress.unwrap(progress);
    return _ones(((word >> SKIPPED_SHIFT) | (word >> NO_SHOW_SHIFT)) & MASK);
}

function _entryShift(uint256 lateIndex) pure returns (uint256) {
    return ENTRY_SHIFT + lateIndex * ENTRY_BITS;
}

/// @dev Kernighan's count: one round for each bit that is set, at most MAX_POSITIONS.
function _ones(uint256 word) pure returns (uint256 count) {
    for (; word != 0; ++count) word &= word - 1;
}
