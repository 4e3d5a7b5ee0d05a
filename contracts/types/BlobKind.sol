// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a blob is to its task.
enum BlobKind {
    None,
    /// The task's input, encrypted to the node.
    Parameters,
    /// The node's result, encrypted to the application.
    Result,
    /// What opens the commitment to a result's score.
    Opening
}
