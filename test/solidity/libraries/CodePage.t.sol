// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CodePage} from "../../../contracts/libraries/CodePage.sol";
import {Assert} from "../helpers/Assert.sol";

/// @title CodePageTest
/// @notice What is written is read.
contract CodePageTest {
    function testFuzz_readsWhatWasWritten(bytes memory content, uint256 from, uint256 length) external {
        bytes32 before = keccak256(content);
        address page = CodePage.write(content);
        Assert.isTrue(keccak256(content) == before, "the content is as it was");
        Assert.isEqual(page.code.length, content.length + 1);
        from = content.length == 0 ? 0 : from % content.length;
        length = content.length == 0 ? 0 : length % (content.length - from + 1);
        bytes memory part = CodePage.read(page, from, length);
        Assert.isEqual(part.length, length);
        for (uint256 i; i < length; ++i) Assert.isTrue(part[i] == content[from + i], "the same bytes");
    }

    function testFuzz_readsAWord(bytes32[] memory words, uint256 index) external {
        if (words.length == 0) return;
        address page = CodePage.write(abi.encodePacked(words));
        index %= words.length;
        Assert.isEqual(CodePage.readWord(page, index * 32), uint256(words[index]));
    }

    function testFuzz_writesEqualContentsOnce(bytes memory content, bytes memory other) external {
        address page = CodePage.write(content);
        Assert.isTrue(CodePage.write(content) == page, "one page");
        if (keccak256(other) != keccak256(content)) Assert.isTrue(CodePage.write(other) != page, "another page");
    }
}
