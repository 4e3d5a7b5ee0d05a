// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title PlainHashToG1
/// @notice hash_to_curve of RFC 9380 as its text has it, without assembly.
library PlainHashToG1 {
    bytes internal constant PRIME =
        hex"000000000000000000000000000000001a0111ea397fe69a4b1ba7b6434bacd7"
        hex"64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";

    /// @notice Hashes a message to G1; 128 bytes, padded as the precompiles want it.
    function hash(bytes memory message, bytes memory domain) internal view returns (bytes memory) {
        bytes memory suffix = abi.encodePacked(domain, uint8(domain.length));
        bytes32 zero = sha256(abi.encodePacked(bytes32(0), bytes32(0), message, uint16(128), uint8(0), suffix));
        bytes32[4] memory words;
        words[0] = sha256(abi.encodePacked(zero, uint8(1), suffix));
        for (uint8 i = 1; i < 4; ++i) words[i] = sha256(abi.encodePacked(zero ^ words[i - 1], i + 1, suffix));
        bytes memory first = _mapToG1(abi.encodePacked(words[0], words[1]));
        bytes memory second = _mapToG1(abi.encodePacked(words[2], words[3]));
        return _call(0x0b, abi.encodePacked(first, second));
    }

    function _mapToG1(bytes memory wide) private view returns (bytes memory) {
        uint256[3] memory lengths = [uint256(64), 1, 64];
        return _call(0x10, _call(0x05, abi.encodePacked(lengths, wide, uint8(1), PRIME)));
    }

    function _call(uint160 precompile, bytes memory input) private view returns (bytes memory) {
        (bool isSuccess, bytes memory output) = address(precompile).staticcall(input);
        require(isSuccess, "precompile failed");
        return output;
    }
}
