// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Mutations
/// @notice Small damage to a byte string, chosen by a seed.
library Mutations {
    uint256 private constant KINDS = 6;

    /// @notice A copy with one byte changed, one word replaced, bytes inserted, removed, cut off or appended.
    function mutate(bytes memory original, uint256 seed) internal pure returns (bytes memory) {
        uint256 where = uint256(keccak256(abi.encode(seed, "where")));
        uint256 what = uint256(keccak256(abi.encode(seed, "what")));
        uint256 size = seed % 3 == 0 ? 32 : 1 + ((where >> 128) % 40);
        uint256 kind = (seed >> 8) % KINDS;

        if (kind == 0) return _changeByte(original, where, what);
        if (kind == 1) return _replaceWord(original, where, what);
        if (kind == 2) return _splice(original, where % (original.length + 1), 0, _filler(size, what));
        if (kind == 3) return _splice(original, where % original.length, size, "");
        if (kind == 4) return _splice(original, original.length - (size % original.length), original.length, "");
        return _splice(original, original.length, 0, _filler(size, what));
    }

    function _changeByte(bytes memory original, uint256 where, uint256 what) private pure returns (bytes memory copy) {
        copy = bytes.concat(original);
        copy[where % copy.length] ^= bytes1(uint8(1 + (what % 255)));
    }

    /// @dev The values that matter to a decoder: nothing, small numbers, offsets, the largest numbers, and any.
    function _replaceWord(bytes memory original, uint256 where, uint256 what) private pure returns (bytes memory copy) {
        copy = bytes.concat(original);
        uint256 offset = (where % (copy.length / 32)) * 32;
        uint256 word = what;
        if (what % 5 == 0) word = (what >> 8) % 4;
        if (what % 5 == 1) word = ((what >> 8) % 12) * 32;
        if (what % 5 == 2) word = type(uint256).max - ((what >> 8) % 65);
        if (what % 5 == 3) word = uint256(1) << (what >> 248);
        assembly ("memory-safe") {
            mstore(add(add(copy, 0x20), offset), word)
        }
    }

    function _filler(uint256 size, uint256 what) private pure returns (bytes memory filler) {
        filler = new bytes(size);
        if (what % 2 == 0) filler[what % size] = bytes1(uint8(what >> 8));
    }

    function _splice(
        bytes memory original,
        uint256 start,
        uint256 removed,
        bytes memory inserted
    ) private pure returns (bytes memory copy) {
        uint256 end = start + removed < original.length ? start + removed : original.length;
        copy = new bytes(start + inserted.length + original.length - end);
        for (uint256 i; i < copy.length; i++) {
            if (i < start) copy[i] = original[i];
            else if (i < start + inserted.length) copy[i] = inserted[i - start];
            else copy[i] = original[end + i - start - inserted.length];
        }
    }
}
