// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NodeBook} from "../../../contracts/lifecycles/inference/NodeBook.sol";
import {InferenceNode, NodeDemand} from "../../../contracts/types/InferenceNode.sol";
import {NodeStatus} from "../../../contracts/types/NodeStatus.sol";

/// @notice Draws from one list of nodes over and over, each time from the same state.
contract NodeDrawHarness {
    using NodeBook for NodeBook.Book;

    /// @notice Thrown to undo a draw, with what it found.
    error Drawn(uint256 number);

    uint24 private constant VERSION = 0x010000;
    uint32 private constant ROUND = 1;

    NodeBook.Book private _book;
    uint256 private _nodes;
    NodeBook.Rules private _rules;

    /// @param minimumStake The pool's; weights count stake up to twice that.
    constructor(uint96 minimumStake) {
        _rules.minimumStake = minimumStake;
        (_book.vram, _book.gpuCount) = (12, 1);
    }

    /// @notice Lists a node, numbered from 1, with the weight that stake and quality of service give it.
    function add(uint96 stake, uint16 qos) external {
        uint256 number = ++_nodes;
        InferenceNode storage node = _book.nodes[number];
        (node.version, node.status, node.feeLimit) = (VERSION, NodeStatus.Available, type(uint88).max);
        (node.stake, node.qos) = (stake, qos);
        NodeBook.reweigh(_rules, node, NodeBook.idOf(number));
        NodeBook.insert(_book, number);
    }

    /// @notice How often each node is drawn with the seeds from one number to another.
    function countDraws(uint256 from, uint256 to) external returns (uint256[] memory counts) {
        counts = new uint256[](_nodes);
        for (uint256 seed = from; seed < to; ++seed) ++counts[_draw(seed) - 1];
    }

    function _draw(uint256 seed) private returns (uint256 found) {
        try this.drawOnce(keccak256(abi.encode(seed))) {
            return 0;
        } catch (bytes memory reason) {
            assembly ("memory-safe") {
                found := mload(add(reason, 0x24))
            }
        }
    }

    /// @notice Draws, tells and undoes it.
    function drawOnce(bytes32 seed) external {
        NodeDemand memory demand;
        (demand.version, demand.bondedFee) = (VERSION, 1);
        (uint256 number, , ) = _book.draw(_rules, ROUND, seed, demand);
        revert Drawn(number);
    }
}
