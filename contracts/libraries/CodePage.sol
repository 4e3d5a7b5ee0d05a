// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CodePage
/// @notice Data kept as the code of a contract that does nothing: 200 gas a byte to write, against 691 in storage, and
/// one cold account to read, whatever its length. Equal contents share one page, which is written once.
library CodePage {
    /// @notice Thrown when a page could not be created.
    error CodePageNotWritten(uint256 length);

    /// @notice Largest content, in bytes: EIP-170 less the leading STOP.
    uint256 internal constant MAX_BYTES = 24_575;

    /// @dev PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then the page's STOP.
    uint256 private constant CREATION = 0x61000080600a3d393df300;
    uint256 private constant CREATION_BYTES = 11;

    /// @notice Writes a page, unless this contract wrote the same before.
    function write(bytes memory content) internal returns (address page) {
        uint256 length = content.length;
        if (length > MAX_BYTES) revert CodePageNotWritten(length);

        uint256 creation = CREATION | ((length + 1) << 64);
        // The creation code takes the end of the word that holds the length, which is put back: a copy of the whole
        // content would cost more than all the rest.
        assembly ("memory-safe") {
            mstore(content, creation)
            let start := add(content, sub(0x20, CREATION_BYTES))
            let size := add(length, CREATION_BYTES)
            let free := mload(0x40)
            mstore(free, or(shl(88, address()), shl(248, 0xff)))
            mstore(add(free, 0x15), 0)
            mstore(add(free, 0x35), keccak256(start, size))
            page := and(keccak256(free, 0x55), sub(shl(160, 1), 1))
            if iszero(extcodesize(page)) {
                page := create2(0, start, size, 0)
            }
            mstore(content, length)
        }
        if (page == address(0)) revert CodePageNotWritten(length);
    }

    /// @notice Reads a part of a page.
    /// @param offset Where the part begins in the content.
    function read(address page, uint256 offset, uint256 length) internal view returns (bytes memory part) {
        part = new bytes(length);
        assembly ("memory-safe") {
            extcodecopy(page, add(part, 0x20), add(offset, 1), length)
        }
    }

    /// @notice Reads one word of a page.
    function readWord(address page, uint256 offset) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            extcodecopy(page, 0, add(offset, 1), 0x20)
            word := mload(0)
        }
    }
}
