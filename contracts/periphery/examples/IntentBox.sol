// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IntentBox
/// @notice Where users announce what they want done, and from which block on.
contract IntentBox {
    /// @notice Emitted when somebody announced an intent.
    event IntentSent(address indexed sender, uint256 notBefore, bytes intent);

    /// @notice Announces an intent.
    /// @param notBefore First block in which it may be fulfilled.
    /// @param intent What is wanted, in the solvers' own encoding.
    function send(uint256 notBefore, bytes calldata intent) external {
        emit IntentSent(msg.sender, notBefore, intent);
    }
}
