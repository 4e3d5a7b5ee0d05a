// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NATIVE} from "../../../../contracts/types/Currency.sol";
import {InferenceNode} from "../../../../contracts/types/InferenceNode.sol";
import {InferenceStatus} from "../../../../contracts/types/InferenceStatus.sol";
import {NodeStatus} from "../../../../contracts/types/NodeStatus.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {Assert} from "../../helpers/Assert.sol";
import {deploy} from "../../helpers/deploy.sol";
import {InvariantTargets} from "../../helpers/InvariantTargets.sol";
import {InferenceHandler} from "./InferenceHandler.sol";

/// @title InferenceSuiteHandler
/// @notice The handler under a name of this file: the runner knows the contracts of the files it is given.
contract InferenceSuiteHandler is InferenceHandler {}

/// @title InferenceInvariants
/// @notice What holds of the inference market whatever anybody does; docs/invariants.md numbers it.
contract InferenceInvariants is InvariantTargets {
    /// @notice Thrown when some end was not reached; how many tasks are in each status.
    error WorldTooQuiet(uint256[13] found);

    uint32 private constant NODES = 10;
    uint256 private constant MINIMUM_STAKE = 1 ether;
    uint256 private constant STEPS = 250;
    uint256 private constant STATUSES = 13;

    InferenceHandler private _handler;

    function setUp() external {
        _handler = InferenceHandler(deploy("InferenceSuiteHandler", ""));
    }

    function _target() internal view override returns (address) {
        return address(_handler);
    }

    /// @dev An invariant over a world in which nothing happens says nothing.
    function test_EveryActionComesToSomething() external {
        for (uint256 i; i < STEPS; ++i) _act(uint256(keccak256(abi.encode(i))));

        uint256[STATUSES] memory found;
        for (uint256 i; i < _handler.taskCount(); ++i) ++found[uint256(_handler.statusAt(i))];
        for (uint256 i = uint256(InferenceStatus.EndInvalidated); i < STATUSES; ++i) {
            if (found[i] == 0) revert WorldTooQuiet(found);
        }
        Assert.isTrue(_handler.escrow().creditOf(address(0x7EA5), NATIVE) != 0, "somebody is slashed");
        _checkNodes();
        Assert.isEqual(_handler.closeAll(), 0);
    }

    function _act(uint256 seed) private {
        uint256 kind = (seed >> 128) % 8;
        if (kind == 0) _handler.post(seed);
        else if (kind < 4) _handler.advance(seed);
        else if (kind < 6) _handler.hasten(seed);
        else if (kind == 6) _handler.wait(seed);
        else _handler.node(seed);
    }

    function invariant_I1_TheEscrowHoldsWhatItOwes() external view {
        address[] memory accounts = _handler.accounts();
        uint256 owed = _handler.escrow().heldBy(address(_handler.market()), NATIVE);
        for (uint256 i; i < accounts.length; ++i) owed += _handler.escrow().creditOf(accounts[i], NATIVE);
        Assert.isEqual(address(_handler.escrow()).balance, owed);
    }

    function invariant_I3_TheMarketHoldsWhatItsOpenTasksOwe() external view {
        uint256 owed;
        for (uint256 i; i < _handler.taskCount(); ++i) owed += _handler.owedFor(i);
        Assert.isEqual(_handler.escrow().heldBy(address(_handler.market()), NATIVE), owed);
    }

    function invariant_I7_TheListsHoldWhoCanBeDrawnAtItsWeight() external view {
        _checkNodes();
    }

    /// @dev Now and then: it ends all that there is, as often as the runner looks.
    function invariant_I8_EveryTaskHasAnExitThatAnybodyCanTake() external {
        if (_handler.taskCount() % 8 != 7) return;

        Assert.isEqual(_handler.closeAll(), 0);

        Assert.isEqual(_handler.escrow().heldBy(address(_handler.market()), NATIVE), 0);
        for (uint32 i = 1; i <= NODES; ++i) {
            InferenceNode memory node = _nodeOf(i);
            Assert.isTrue(node.status != NodeStatus.Busy && !node.isWaiting, "every node is free");
        }
    }

    function _nodeOf(uint32 number) private view returns (InferenceNode memory) {
        return _handler.market().nodeOf(OperatorId.wrap(number));
    }

    function _checkNodes() private view {
        uint256[NODES + 1] memory tasks;
        for (uint256 i; i < _handler.taskCount(); ++i) ++tasks[_handler.keptBusy(i)];
        uint256 listed;
        uint256 joined;
        for (uint32 i = 1; i <= NODES; ++i) {
            InferenceNode memory node = _nodeOf(i);
            Assert.isAtMost(tasks[i], 1);
            if (node.position != 0) _checkListed(i, node, tasks[i]);
            else _checkUnlisted(node, tasks[i]);
            if (node.position != 0) ++listed;
            if (node.status != NodeStatus.Quit && node.status != NodeStatus.Slashed) ++joined;
        }
        (uint256 available, uint256 counted) = _counts();
        Assert.isEqual(available, listed);
        Assert.isEqual(counted, joined);
    }

    function _checkListed(uint32 number, InferenceNode memory node, uint256 tasks) private view {
        bool canBeDrawn =
            node.status == NodeStatus.Available ||
                node.status == NodeStatus.PendingPause ||
                node.status == NodeStatus.PendingQuit;
        Assert.isTrue(canBeDrawn, "who is busy or rests is in no list");
        Assert.isEqual(tasks, 0);
        (OperatorId operator, uint8 weight) = _handler.market().listedAt(
            uint8(node.version >> 16),
            node.gpu,
            node.position - 1
        );
        Assert.isEqual(OperatorId.unwrap(operator), number);
        Assert.isEqual(weight, node.weight);
        Assert.isEqual(weight, _weightOf(node));
    }

    function _checkUnlisted(InferenceNode memory node, uint256 tasks) private pure {
        if (node.status == NodeStatus.Available) return Assert.isTrue(node.isWaiting, "who is there is in a list");
        bool isBound =
            node.status == NodeStatus.Busy ||
                node.status == NodeStatus.PendingPause ||
                node.status == NodeStatus.PendingQuit;
        Assert.isEqual(tasks, isBound ? 1 : 0);
    }

    /// @dev Stake up to twice the minimum, times quality of service between a half and one, of 255.
    function _weightOf(InferenceNode memory node) private pure returns (uint256 weight) {
        uint256 stake = node.stake < 2 * MINIMUM_STAKE ? node.stake : 2 * MINIMUM_STAKE;
        weight = (((255 * stake) / (2 * MINIMUM_STAKE)) * (10_000 + node.qos)) / 20_000;
        if (weight == 0) weight = 1;
    }

    function _counts() private view returns (uint256 available, uint256 joined) {
        for (uint8 major = 1; major < 3; ++major) {
            for (uint8 gpu; gpu < 2; ++gpu) {
                (uint256 there, uint256 known) = _handler.market().nodeCount(major, gpu);
                available += there;
                joined += known;
            }
        }
    }
}
