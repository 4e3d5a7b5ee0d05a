// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IContentHash
/// @notice The hash by which a kind of blob is named, where SHA-256 is not it.
interface IContentHash {
    /// @notice The name of bytes: the same for everybody, and no other bytes have it.
    function hashOf(bytes calldata data) external view returns (bytes32);
}
