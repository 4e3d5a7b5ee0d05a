// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title PackedList
/// @notice A list of 32-bit entries, eight in a word, without holes. Its owner keeps the length, and who is where.
library PackedList {
    struct List {
        mapping(uint256 word => uint256 entries) words;
    }

    uint256 private constant PER_WORD = 8;
    uint256 private constant WIDTH = 32;

    /// @notice The entry at an index; what is beyond the length is of no meaning.
    function at(List storage list, uint256 index) internal view returns (uint32) {
        return uint32(list.words[index / PER_WORD] >> _shiftOf(index));
    }

    /// @notice Writes an entry; at the length it adds one.
    function set(List storage list, uint256 index, uint32 entry) internal {
        uint256 shift = _shiftOf(index);
        uint256 word = list.words[index / PER_WORD];
        list.words[index / PER_WORD] = (word & ~(uint256(type(uint32).max) << shift)) | (uint256(entry) << shift);
    }

    /// @notice Removes an entry: the last one takes its place, if it was not the last itself.
    /// @dev The last place keeps its old entry, so a word that was used once stays warm.
    /// @param last Index of the last entry.
    /// @return moved The entry that stands at the index now.
    function remove(List storage list, uint256 index, uint256 last) internal returns (uint32 moved) {
        moved = at(list, last);
        if (index != last) set(list, index, moved);
    }

    function _shiftOf(uint256 index) private pure returns (uint256) {
        return (index % PER_WORD) * WIDTH;
    }
}
