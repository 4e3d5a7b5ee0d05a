// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {Lanes} from "../../libraries/Lanes.sol";
import {InferenceNode, modelBits} from "../../types/InferenceNode.sol";
import {NodeStatus} from "../../types/NodeStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {NodeBook} from "./NodeBook.sol";

/// @title NodeDesk
/// @notice Nodes come, change, rest, and go.
/// @dev A linked library of the market.
library NodeDesk {
    /* NODES */

    /// @notice See IInferenceNodes.joinAsNode.
    function join(
        NodeBook.Book storage book,
        NodeBook.Rules memory rules,
        uint8 gpu,
        uint24 version,
        bytes32[] calldata models
    ) external {
        OperatorId operator = rules.registry.operatorOf(msg.sender);
        if (!rules.registry.membershipOf(rules.pool, operator).isLive)
            revert IInferenceNodes.InferenceNodeNotMember(msg.sender, operator);
        uint256 number = OperatorId.unwrap(operator);
        if (number > type(uint24).max) revert IInferenceNodes.InferenceNodeNumberTooHigh(operator, type(uint24).max);
        if (gpu >= book.gpuCount) revert IInferenceNodes.InferenceUnknownGpu(gpu);

        InferenceNode storage node = book.nodes[number];
        if (_isThere(node.status))
            revert IInferenceNodes.InferenceNodeBadMove(operator, node.status, NodeStatus.Available);
        if (node.qos == 0) node.qos = NodeBook.FIRST_QOS;
        (node.gpu, node.misses, node.controller) = (gpu, 0, msg.sender);
        NodeBook.moveNode(book, number, NodeStatus.Available);
        _describe(node, operator, version, models);
        NodeBook.count(book, node, true);
        NodeBook.weighNode(book, rules, operator);
        NodeBook.list(book, rules.beacon, number);
    }

    function _describe(
        InferenceNode storage node,
        OperatorId operator,
        uint24 version,
        bytes32[] calldata models
    ) private {
        if (models.length > NodeBook.MAX_NODE_MODELS)
            revert IInferenceNodes.InferenceTooManyModels(models.length, NodeBook.MAX_NODE_MODELS);
        (node.version, node.models) = (version, modelBits(models));

        emit IInferenceNodes.NodeDescribed(operator, node.gpu, version, models);
    }

    /// @notice See IInferenceNodes.pauseNode and quitNode.
    function stop(NodeBook.Book storage book, NodeBook.Rules memory rules, bool isForGood) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        if (node.isWaiting) revert IInferenceNodes.InferenceNodeWaiting(NodeBook.idOf(number));

        bool isBound = node.position == 0 ? node.status != NodeStatus.Paused : NodeBook.isFrozen(book, rules.beacon);
        if (isBound)
            return NodeBook.moveNode(book, number, isForGood ? NodeStatus.PendingQuit : NodeStatus.PendingPause);
        NodeBook.unlist(book, number);
        _halt(book, number, isForGood);
    }

    /// @notice See IInferenceNodes.resumeNode.
    function resume(NodeBook.Book storage book, NodeBook.Rules memory rules) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        if (node.status == NodeStatus.PendingPause)
            return NodeBook.moveNode(book, number, node.position == 0 ? NodeStatus.Busy : NodeStatus.Available);
        if (node.status != NodeStatus.Paused)
            revert IInferenceNodes.InferenceNodeBadMove(NodeBook.idOf(number), node.status, NodeStatus.Available);
        NodeBook.moveNode(book, number, NodeStatus.Available);
        node.misses = 0;
        NodeBook.weighNode(book, rules, NodeBook.idOf(number));
        NodeBook.list(book, rules.beacon, number);
    }

    /// @notice See IInferenceNodes.settleNode.
    function settle(NodeBook.Book storage book, NodeBook.Rules memory rules, OperatorId operator) external {
        uint256 number = OperatorId.unwrap(operator);
        InferenceNode storage node = book.nodes[number];
        bool isPending = node.status == NodeStatus.PendingPause || node.status == NodeStatus.PendingQuit;
        if (!isPending || node.position == 0) revert IInferenceNodes.InferenceNodeSettled(operator, node.status);
        NodeBook.requireThawed(book, rules.beacon);

        NodeBook.unlist(book, number);
        _halt(book, number, node.status == NodeStatus.PendingQuit);
    }

    function _halt(NodeBook.Book storage book, uint256 number, bool isForGood) private {
        NodeBook.moveNode(book, number, isForGood ? NodeStatus.Quit : NodeStatus.Paused);
        if (isForGood) NodeBook.count(book, book.nodes[number], false);
    }

    /// @notice See IInferenceNodes.describeNode.
    function describe(
        NodeBook.Book storage book,
        NodeBook.Rules memory rules,
        uint24 version,
        bytes32[] calldata models
    ) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        if (!_isThere(node.status)) revert IInferenceNodes.InferenceNodeNotMember(msg.sender, NodeBook.idOf(number));
        bool isListed = _leaveForChange(book, rules.beacon, number);
        NodeBook.count(book, node, false);
        _describe(node, NodeBook.idOf(number), version, models);
        NodeBook.count(book, node, true);
        if (isListed) NodeBook.insert(book, number);
    }

    /// @notice See IInferenceNodes.weighNode.
    function weigh(NodeBook.Book storage book, NodeBook.Rules memory rules, OperatorId operator) external {
        if (book.nodes[OperatorId.unwrap(operator)].status == NodeStatus.None)
            revert IInferenceNodes.InferenceNodeNotMember(msg.sender, operator);
        bool isListed = _leaveForChange(book, rules.beacon, OperatorId.unwrap(operator));
        NodeBook.weighNode(book, rules, operator);
        if (isListed) NodeBook.insert(book, OperatorId.unwrap(operator));
    }

    /// @dev Takes a listed node out to change it. Nothing changes that a closed round may still draw by.
    function _leaveForChange(
        NodeBook.Book storage book,
        IRandomnessBeacon beacon,
        uint256 number
    ) private returns (bool isListed) {
        InferenceNode storage node = book.nodes[number];
        if (node.isWaiting) revert IInferenceNodes.InferenceNodeWaiting(NodeBook.idOf(number));
        isListed = node.position != 0;
        if (!isListed) return false;
        NodeBook.requireThawed(book, beacon);
        NodeBook.unlist(book, number);
    }

    /// @notice Takes a node back whose task has ended.
    /// @param speed How fast it was, in basis points, where it served.
    function release(
        NodeBook.Book storage book,
        NodeBook.Rules memory rules,
        uint256 number,
        NodeBook.Outcome outcome,
        uint256 speed
    ) external {
        InferenceNode storage node = book.nodes[number];
        if (outcome == NodeBook.Outcome.Slashed) {
            NodeBook.moveNode(book, number, NodeStatus.Slashed);
            return NodeBook.count(book, node, false);
        }
        if (outcome == NodeBook.Outcome.Missed) ++node.misses;
        else if (outcome == NodeBook.Outcome.Served) node.misses = 0;
        if (outcome != NodeBook.Outcome.Blameless) {
            uint256 quality = outcome == NodeBook.Outcome.Served ? speed : 0;
            // Never zero: that says that nobody has met the node.
            node.qos = uint16((node.qos * (NodeBook.QOS_SHARE - 1) + quality) / NodeBook.QOS_SHARE) | 1;
        }

        if (node.status == NodeStatus.PendingQuit) return _halt(book, number, true);
        if (node.status == NodeStatus.PendingPause) return _halt(book, number, false);
        if (node.misses >= NodeBook.MAX_MISSES) {
            emit IInferenceNodes.NodeKickedOut(NodeBook.idOf(number));
            return _halt(book, number, false);
        }
        NodeBook.moveNode(book, number, NodeStatus.Available);
        NodeBook.weighNode(book, rules, NodeBook.idOf(number));
        NodeBook.list(book, rules.beacon, number);
    }

    function _callersNode(
        NodeBook.Book storage book,
        NodeBook.Rules memory rules
    ) private view returns (uint256 number) {
        OperatorId operator = rules.registry.operatorOf(msg.sender);
        number = OperatorId.unwrap(operator);
        if (book.nodes[number].status == NodeStatus.None)
            revert IInferenceNodes.InferenceNodeNotMember(msg.sender, operator);
    }

    /// @dev Whether a node has joined, and neither left nor been slashed since.
    function _isThere(NodeStatus status) private pure returns (bool) {
        return status != NodeStatus.None && status != NodeStatus.Quit && status != NodeStatus.Slashed;
    }

    /// @notice See IInferenceNodes.enterWaiting.
    function enterWaiting(NodeBook.Book storage book, NodeBook.Rules memory rules, uint256 most) external {
        NodeBook.letIn(book, NodeBook.isFrozen(book, rules.beacon), most);
    }

    /// @notice See IInferenceNodes.addGpu.
    function addGpu(NodeBook.Book storage book, string calldata name, uint8 vram) external {
        uint8 gpu = book.gpuCount;
        if (gpu == Lanes.COUNT || vram == 0) revert IInferenceNodes.InferenceBadGpu(gpu, vram);

        book.gpuCount = gpu + 1;
        book.vram |= uint256(vram) << (gpu * 8);

        emit IInferenceNodes.GpuAdded(gpu, name, vram);
    }
}
