// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobId} from "./JobId.sol";

/// @notice Who runs which slot of a job, for the chain on which its outputs are delivered. A leaf of the tree of
/// assignments.
/// @param homeChainId Chain of the market.
/// @param market The market.
/// @param job The job.
/// @param slot Its slot.
/// @param processor Account that delivers.
/// @param chainId Chain on which it delivers.
/// @param target Contract that is called there.
/// @param gasLimit Gas that the contract gets.
/// @param start When the slot's first execution starts, its delay included; milliseconds, as all times here.
/// @param interval From one execution's start to the next one's; 0 where there is one only.
/// @param window From an execution's start to the end of its delivery.
/// @param count How many executions there are.
struct Assignment {
    uint256 homeChainId;
    address market;
    JobId job;
    uint256 slot;
    address processor;
    uint256 chainId;
    address target;
    uint256 gasLimit;
    uint256 start;
    uint256 interval;
    uint256 window;
    uint256 count;
}

/// @notice What became of an execution on the chain where it was delivered. A leaf of the tree of receipts.
/// @param homeChainId Chain of the market.
/// @param market The market.
/// @param job The job.
/// @param slot Its slot.
/// @param execution Which execution, from 0.
/// @param processor Account that delivered.
/// @param outputHash keccak256 of what the contract was given.
/// @param isSuccess Whether the contract took it.
struct Receipt {
    uint256 homeChainId;
    address market;
    JobId job;
    uint256 slot;
    uint256 execution;
    address processor;
    bytes32 outputHash;
    bool isSuccess;
}

/// @notice An assignment's leaf: hashed twice, as the standard trees of @openzeppelin/merkle-tree do.
function hashAssignment(Assignment memory assignment) pure returns (bytes32) {
    return keccak256(bytes.concat(keccak256(abi.encode(assignment))));
}

/// @notice A receipt's leaf: hashed twice, as the standard trees of @openzeppelin/merkle-tree do.
function hashReceipt(Receipt memory receipt) pure returns (bytes32) {
    return keccak256(bytes.concat(keccak256(abi.encode(receipt))));
}
