// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice That a processor may deliver a slot's executions on another chain: a leaf of the assignment tree.
/// @param chainId The destination.
/// @param gateway The gateway there.
/// @param jobId The job.
/// @param slot The slot.
/// @param processor Account that delivers.
/// @param consumer Contract whose `fulfill` is called.
/// @param start When execution 0 begins, with the slot's delay, in milliseconds.
/// @param interval From one execution to the next, in milliseconds.
/// @param duration What an execution may take, in milliseconds.
/// @param tolerance How much later it may be delivered, in milliseconds.
/// @param executions How many there are.
/// @param gasLimit Gas that the consumer gets.
struct AssignmentLeaf {
    uint256 chainId;
    address gateway;
    bytes32 jobId;
    uint8 slot;
    address processor;
    address consumer;
    uint64 start;
    uint64 interval;
    uint64 duration;
    uint64 tolerance;
    uint32 executions;
    uint32 gasLimit;
}

/// @notice That an execution was delivered: a leaf of a gateway's receipt tree.
/// @param chainId The gateway's chain.
/// @param gateway The gateway.
/// @param assignment The assignment's leaf.
/// @param jobId The job.
/// @param slot The slot.
/// @param execution The execution, from 0.
/// @param processor Account that delivered.
/// @param outputHash keccak256 of what was delivered.
/// @param isFulfilled Whether the consumer took it.
struct ReceiptLeaf {
    uint256 chainId;
    address gateway;
    bytes32 assignment;
    bytes32 jobId;
    uint8 slot;
    uint32 execution;
    address processor;
    bytes32 outputHash;
    bool isFulfilled;
}

/// @title JobLeaves
/// @notice Leaves as `@openzeppelin/merkle-tree` makes them of the fields in order: hashed twice, so that no inner node
/// of a tree is a leaf as well.
library JobLeaves {
    /// @notice The hash of an assignment.
    function hash(AssignmentLeaf memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf))));
    }

    /// @notice The hash of a receipt.
    function hash(ReceiptLeaf memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf))));
    }
}
