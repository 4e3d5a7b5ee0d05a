// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CodePage} from "../../../contracts/libraries/CodePage.sol";

/// @title CodePageHarness
/// @notice Opens the library to tests.
contract CodePageHarness {
    /// @notice Emitted when a page was written, with the content as the caller has it afterwards.
    event PageWritten(address page, bytes content);

    /// @notice Writes a page.
    function write(bytes memory content) external returns (address page) {
        page = CodePage.write(content);
        emit PageWritten(page, content);
    }

    /// @notice Writes a page of zeros.
    function writeZeros(uint256 length) external returns (address) {
        return CodePage.write(new bytes(length));
    }

    /// @notice Reads a part of a page.
    function read(address page, uint256 offset, uint256 length) external view returns (bytes memory) {
        return CodePage.read(page, offset, length);
    }

    /// @notice Reads one word of a page.
    function readWord(address page, uint256 offset) external view returns (uint256) {
        return CodePage.readWord(page, offset);
    }
}
