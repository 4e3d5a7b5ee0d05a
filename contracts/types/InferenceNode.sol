// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NodeStatus} from "./NodeStatus.sol";

/// @notice An inference node: an operator with a graphics card.
/// @param feeLimit Highest fee it may be trusted with, in the staking currency; see IInferenceMarket.
/// @param models Bits of the models that it holds, see modelBits.
/// @param version Major, minor and patch, 8 bits each.
/// @param gpu Its class of graphics card.
/// @param weight Its weight in draws, 1 to 255: stake times quality of service.
/// @param position Its place among the available nodes of its class, counted from 1; 0: in no list.
/// @param qos Quality of service in basis points.
/// @param misses Deadlines missed in a row.
/// @param isWaiting Whether it enters its list only when older rounds are drawn.
/// @param controller The operator's account when it joined.
/// @param stake Active stake when it was last looked at.
struct InferenceNode {
    // slot 0: all that a draw looks at
    uint88 feeLimit;
    uint48 models;
    uint24 version;
    uint8 gpu;
    uint8 weight;
    NodeStatus status;
    uint32 position;
    uint16 qos;
    uint8 misses;
    bool isWaiting;
    // slot 1
    address controller;
    uint96 stake;
}

/// @notice What a draw needs to know of a task.
struct NodeDemand {
    uint88 bondedFee;
    uint48 models;
    uint24 version;
    uint8 minimumVram;
    uint8 requiredGpu;
}

/// @notice The bits that stand for a set of models: one each. Two models may share a bit, which makes a node look
/// better than it is, and costs a download.
/// @param models Content hashes.
function modelBits(bytes32[] calldata models) pure returns (uint48 bits) {
    for (uint256 i; i < models.length; ++i) bits |= uint48(1) << uint48(uint256(models[i]) % 48);
}
