// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CodePage
/// @notice Data kept as the code of a contract that does nothing: 200 gas a byte to write, against 691 in storage, and
/// one cold account to read, whatever its length.
library CodePage {
    /// @notice Thrown when a page could not be created.
    error CodePageNotWritten(uint256 length);

    /// @notice Largest content, in bytes: EIP-170 less the leading STOP.
    uint256 internal constant MAX_BYTES = 24_575;

    /// @notice Creates a page.
    function write(bytes memory content) internal returns (address page) {
        uint256 length = content.length + 1;
        // PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP and the content.
        bytes memory creation = abi.encodePacked(hex"61", uint16(length), hex"80600a3d393df3", hex"00", content);
        assembly ("memory-safe") {
            page := create(0, add(creation, 0x20), mload(creation))
        }
        if (page == address(0)) revert CodePageNotWritten(content.length);
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
