// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {InferenceError, InferenceType} from "../../types/InferenceTask.sol";

/// @title GroupRules
/// @notice What three results say about each other. No answer depends on the order in which they are given.
library GroupRules {
    /// @notice What a member brought.
    enum Entry {
        /// It ended before it had anything to say.
        Absent,
        /// A score that is known.
        Score,
        /// A score that its node did not open: like nothing.
        Hidden,
        /// An error that its parameters or its models may explain.
        Error,
        /// An error of running it, which who ran it contradicts.
        Failure
    }

    /// @notice What becomes of a member.
    enum Verdict {
        /// Nothing: it had ended.
        None,
        /// Its result counts.
        Valid,
        /// Its result is like the one that counts.
        Alike,
        /// Its result, or its failure, is contradicted by two others.
        False,
        /// Nothing can be said.
        Undecided
    }

    uint256 private constant BLOCK_BYTES = 8;
    uint256 private constant DIGEST_BYTES = 32;
    uint256 private constant NOBODY = 3;

    /// @notice The verdicts on three members, of which the first was created first.
    /// @param entries What each brought.
    /// @param scores Known scores.
    /// @param taskType How scores compare; see InferenceType.
    /// @param threshold Bits in which like hashes differ less.
    function judge(
        Entry[3] memory entries,
        bytes[3] memory scores,
        uint8 taskType,
        uint256 threshold
    ) internal pure returns (Verdict[3] memory verdicts) {
        uint256[3] memory degrees;
        for (uint256 i; i < 3; ++i) {
            uint256 j = (i + 1) % 3;
            if (entries[i] != Entry.Score || entries[j] != Entry.Score) continue;
            if (!areAlike(scores[i], scores[j], taskType, threshold)) continue;
            ++degrees[i];
            ++degrees[j];
        }
        uint256 valid = _mostAlike(degrees);
        for (uint256 i; i < 3; ++i) verdicts[i] = _verdictOn(entries[i], degrees[i], i, valid);
    }

    /// @dev Who is like most others; of equals, who was created first. Nobody, if none are alike.
    function _mostAlike(uint256[3] memory degrees) private pure returns (uint256 valid) {
        valid = NOBODY;
        uint256 most;
        for (uint256 i; i < 3; ++i) {
            if (degrees[i] > most) (valid, most) = (i, degrees[i]);
        }
    }

    function _verdictOn(Entry entry, uint256 degree, uint256 index, uint256 valid) private pure returns (Verdict) {
        if (entry == Entry.Absent) return Verdict.None;
        if (valid == NOBODY) return Verdict.Undecided;
        if (index == valid) return Verdict.Valid;
        if (degree != 0) return Verdict.Alike;
        return entry == Entry.Error ? Verdict.Undecided : Verdict.False;
    }

    /// @notice Whether two scores are alike: text that is equal, images that are near, one by one.
    function areAlike(
        bytes memory left,
        bytes memory right,
        uint8 taskType,
        uint256 threshold
    ) internal pure returns (bool) {
        uint256 unit = taskType == uint8(InferenceType.Text) ? DIGEST_BYTES : BLOCK_BYTES;
        if (left.length == 0 || left.length != right.length || left.length % unit != 0) return false;
        if (unit == DIGEST_BYTES) return keccak256(left) == keccak256(right);
        for (uint256 at; at < left.length; at += BLOCK_BYTES) {
            if (distance(_blockOf(left, at), _blockOf(right, at)) >= threshold) return false;
        }
        return true;
    }

    function _blockOf(bytes memory score, uint256 at) private pure returns (uint64 hash) {
        for (uint256 i; i < BLOCK_BYTES; ++i) hash = (hash << 8) | uint8(score[at + i]);
    }

    /// @notice Bits in which two words of 64 differ.
    function distance(uint64 left, uint64 right) internal pure returns (uint256 bits) {
        uint256 difference = left ^ right;
        for (; difference != 0; ++bits) difference &= difference - 1;
    }

    /// @notice How an error of a node counts in a group.
    function entryOf(InferenceError failure) internal pure returns (Entry) {
        return failure == InferenceError.ExecutionFailed ? Entry.Failure : Entry.Error;
    }

    /* FEES */

    /// @notice Parts an amount by weights; what rounding leaves goes to the first. Equal parts where all weights are 0.
    function split(
        uint256 amount,
        uint16[3] memory weights,
        uint256 count
    ) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](count);
        uint256 total;
        for (uint256 i; i < count; ++i) total += weights[i];
        uint256 rest = amount;
        for (uint256 i = 1; i < count; ++i) {
            parts[i] = total == 0 ? amount / count : Math.mulDiv(amount, weights[i], total);
            rest -= parts[i];
        }
        parts[0] = rest;
    }
}
