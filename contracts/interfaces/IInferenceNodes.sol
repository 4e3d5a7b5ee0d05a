// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InferenceNode} from "../types/InferenceNode.sol";
import {NodeStatus} from "../types/NodeStatus.sol";
import {OperatorId} from "../types/OperatorId.sol";

/// @title IInferenceNodes
/// @notice The nodes of the inference market. A draw depends on nothing but its seed and on what was known when its
/// round closed: while a closed round is not drawn, nodes that come wait, and nodes that go stay drawable.
/// @dev Weights are stake times quality of service, 1 to 255: stake counts up to twice the pool's minimum, quality of
/// service from a half to one.
interface IInferenceNodes {
    /* ERRORS */

    /// @notice Thrown when a node would move along an edge that its machine does not have.
    error InferenceNodeBadMove(OperatorId operator, NodeStatus from, NodeStatus to);

    /// @notice Thrown when the caller's operator is no member of the market's pool.
    error InferenceNodeNotMember(address caller, OperatorId operator);

    /// @notice Thrown when an operator's number does not fit a list.
    error InferenceNodeNumberTooHigh(OperatorId operator, uint256 limit);

    /// @notice Thrown when there is no such class of graphics card.
    error InferenceUnknownGpu(uint8 gpu);

    /// @notice Thrown when all classes of graphics cards are given away, or one is described by nothing.
    error InferenceBadGpu(uint8 gpu, uint8 vram);

    /// @notice Thrown when more models are named than count.
    error InferenceTooManyModels(uint256 given, uint256 limit);

    /// @notice Thrown when a node waits to enter its list: `enterWaiting` lets it in as soon as older rounds are drawn.
    error InferenceNodeWaiting(OperatorId operator);

    /// @notice Thrown when something would change that a closed round may still draw by.
    error InferenceRoundUndrawn(uint32 round);

    /// @notice Thrown when nodes must be let in before a round is drawn.
    error InferenceNodesWaiting(uint32 round, uint256 count);

    /// @notice Thrown when nothing is to be settled of a node.
    error InferenceNodeSettled(OperatorId operator, NodeStatus status);

    /* EVENTS */

    /// @notice Emitted when a class of graphics card was added. VRAM in gigabytes.
    event GpuAdded(uint8 indexed gpu, string name, uint8 vram);

    /// @notice Emitted when a node joined, or changed what it holds.
    event NodeDescribed(OperatorId indexed operator, uint8 gpu, uint24 version, bytes32[] models);

    /// @notice Emitted when a node did something else from now on.
    event NodeMoved(OperatorId indexed operator, NodeStatus from, NodeStatus to);

    /// @notice Emitted when a node's weight, or the fee it may be trusted with, was computed anew.
    event NodeWeighed(OperatorId indexed operator, uint8 weight, uint88 feeLimit, uint16 qos);

    /// @notice Emitted when an available node entered its list, from which tasks draw.
    event NodeListed(OperatorId indexed operator);

    /// @notice Emitted when a node missed so many deadlines in a row that it is paused.
    event NodeKickedOut(OperatorId indexed operator);

    /// @notice Emitted when a node was slashed.
    event NodeSlashed(OperatorId indexed operator, uint256 amount);

    /* CALLS */

    /// @notice Enters the caller's operator as a node. It must be a member of the market's pool.
    /// @param gpu Its class of graphics card.
    /// @param version Major, minor and patch of its software, 8 bits each.
    /// @param models Content hashes of the models it holds, at most MAX_NODE_MODELS.
    function joinAsNode(uint8 gpu, uint24 version, bytes32[] calldata models) external;

    /// @notice Takes no more tasks, after the one it has, or that a closed round still gives it.
    function pauseNode() external;

    /// @notice Takes tasks again.
    function resumeNode() external;

    /// @notice Leaves, after the task that it has, or that a closed round still gives it.
    function quitNode() external;

    /// @notice Changes software or models. Not while a closed round may draw it.
    function describeNode(uint24 version, bytes32[] calldata models) external;

    /// @notice Looks at an operator's stake anew. Anyone may.
    function weighNode(OperatorId operator) external;

    /// @notice Lets a node stop that asked to while a closed round could draw it. Anyone may.
    function settleNode(OperatorId operator) external;

    /// @notice Lets nodes into their lists that came while a closed round was undrawn. Anyone may.
    /// @param most How many at most.
    function enterWaiting(uint256 most) external;

    /// @notice Adds a class of graphics card. Governance only.
    /// @param vram Gigabytes of video memory.
    function addGpu(string calldata name, uint8 vram) external;

    /* VIEWS */

    /// @notice What is known of a node.
    function nodeOf(OperatorId operator) external view returns (InferenceNode memory);

    /// @notice How many nodes of a class and major version are in their list, and how many have joined.
    function nodeCount(uint8 major, uint8 gpu) external view returns (uint256 available, uint256 joined);

    /// @notice The node at an index of a list, and its weight.
    function listedAt(uint8 major, uint8 gpu, uint256 index) external view returns (OperatorId operator, uint8 weight);

    /// @notice Gigabytes of video memory of a class; 0 when there is none.
    function vramOf(uint8 gpu) external view returns (uint8);
}
