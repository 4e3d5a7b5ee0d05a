// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a deferred call may meet on the other side.
contract CalleeMock {
    error CalleeShort(uint256 gasAvailable, uint256 gasNeeded);

    uint256 public callCount;

    /// @notice Fails unless it gets as much gas as it says it needs; answers with what it got.
    function need(uint256 gasNeeded) external returns (uint256 gasAvailable) {
        gasAvailable = gasleft();
        if (gasAvailable < gasNeeded) revert CalleeShort(gasAvailable, gasNeeded);
        ++callCount;
    }

    /// @notice Burns all the gas it gets.
    function burn() external pure {
        assembly {
            invalid()
        }
    }

    /// @notice Answers, or reverts, with so many bytes, each of them 0xab.
    function flood(uint256 size, bool isRevert) external pure {
        bytes memory data = new bytes(size);
        for (uint256 i; i < size && i < 512; ++i) data[i] = 0xab;
        assembly ("memory-safe") {
            if isRevert {
                revert(add(data, 0x20), size)
            }
            return(add(data, 0x20), size)
        }
    }
}
