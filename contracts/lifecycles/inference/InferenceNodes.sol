// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {Lanes} from "../../libraries/Lanes.sol";
import {PackedList} from "../../libraries/PackedList.sol";
import {InferenceNode} from "../../types/InferenceNode.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {InferenceBase} from "./InferenceBase.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";
import {NodeDesk} from "./NodeDesk.sol";

/// @title InferenceNodes
/// @notice What nodes say of themselves.
abstract contract InferenceNodes is InferenceBase {
    using Lanes for uint256;
    using NodeBook for NodeBook.Book;
    using NodeDesk for NodeBook.Book;
    using PackedList for PackedList.List;

    /// @inheritdoc IInferenceNodes
    function joinAsNode(uint8 gpu, uint24 version, bytes32[] calldata models) external {
        _store.book.join(InferenceStore.rulesOf(_wiring()), gpu, version, models);
    }

    /// @inheritdoc IInferenceNodes
    function pauseNode() external {
        _store.book.stop(InferenceStore.rulesOf(_wiring()), false);
    }

    /// @inheritdoc IInferenceNodes
    function resumeNode() external {
        _store.book.resume(InferenceStore.rulesOf(_wiring()));
    }

    /// @inheritdoc IInferenceNodes
    function quitNode() external {
        _store.book.stop(InferenceStore.rulesOf(_wiring()), true);
    }

    /// @inheritdoc IInferenceNodes
    function describeNode(uint24 version, bytes32[] calldata models) external {
        _store.book.describe(InferenceStore.rulesOf(_wiring()), version, models);
    }

    /// @inheritdoc IInferenceNodes
    function weighNode(OperatorId operator) external {
        _store.book.weigh(InferenceStore.rulesOf(_wiring()), operator);
    }

    /// @inheritdoc IInferenceNodes
    function settleNode(OperatorId operator) external {
        _store.book.settle(InferenceStore.rulesOf(_wiring()), operator);
    }

    /// @inheritdoc IInferenceNodes
    function enterWaiting(uint256 most) external {
        _store.book.enterWaiting(InferenceStore.rulesOf(_wiring()), most);
    }

    /* VIEWS */

    /// @inheritdoc IInferenceNodes
    function nodeOf(OperatorId operator) external view returns (InferenceNode memory) {
        return _store.book.nodes[OperatorId.unwrap(operator)];
    }

    /// @inheritdoc IInferenceNodes
    function nodeCount(uint8 major, uint8 gpu) external view returns (uint256 available, uint256 joined) {
        return (_store.book.available[major].get(gpu), _store.book.joined[major].get(gpu));
    }

    /// @inheritdoc IInferenceNodes
    function listedAt(uint8 major, uint8 gpu, uint256 index) external view returns (OperatorId operator, uint8 weight) {
        uint32 entry = _store.book.lists[(uint256(major) << 8) | gpu].at(index);
        return (OperatorId.wrap(entry >> 8), uint8(entry));
    }

    /// @inheritdoc IInferenceNodes
    function vramOf(uint8 gpu) external view returns (uint8) {
        return _store.book.vramOf(gpu);
    }
}
