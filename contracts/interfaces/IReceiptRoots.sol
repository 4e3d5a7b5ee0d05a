// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IReceiptRoots
/// @notice Roots of the receipts of other chains, as a committee signed them.
interface IReceiptRoots {
    /// @notice Whether a committee signed a root of a chain's receipts.
    /// @param chainId The chain.
    /// @param root Root of a tree of `Receipt` leaves.
    function isReceiptRoot(uint256 chainId, bytes32 root) external view returns (bool);
}
