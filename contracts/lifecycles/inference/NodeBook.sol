// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {Lanes} from "../../libraries/Lanes.sol";
import {PackedList} from "../../libraries/PackedList.sol";
import {InferenceNode, NodeDemand, modelBits} from "../../types/InferenceNode.sol";
import {NodeStatus} from "../../types/NodeStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PoolId} from "../../types/PoolId.sol";

/// @title NodeBook
/// @notice Who is there to be drawn, and the draw. Lists of available nodes, by major version and class of graphics
/// card; a node is in one list, and moving in or out costs the same whatever the lists' lengths.
/// @dev A linked library: the market that uses it would not fit the size limit with it.
library NodeBook {
    using Lanes for uint256;
    using PackedList for PackedList.List;

    /// @dev What a node needs to be weighed.
    /// @param minimumStake The pool's, in the staking currency.
    /// @param slashShare Share of its stake that a false result costs, in basis points.
    /// @param samplingModulus One task of so many is sampled.
    /// @param minSeatsToSlash Fewer nodes than this could be one owner's.
    struct Rules {
        IOperatorRegistry registry;
        IRandomnessBeacon beacon;
        PoolId pool;
        uint96 minimumStake;
        uint16 slashShare;
        uint16 samplingModulus;
        uint16 minSeatsToSlash;
    }

    /// @dev Rounds with entries form a chain; nodes that wait form a queue.
    struct Draws {
        /// The oldest round that is not drawn; 0 when there is none.
        uint32 round;
        uint32 drawn;
        uint32 newest;
        uint32 firstWaiting;
        uint32 waitingEnd;
    }

    /// @dev A round's entries, and the next round that has any.
    struct RoundEntries {
        uint32 round;
        uint32 entered;
        uint32 next;
    }

    /// @dev A node that waits, and the round that was open when it came.
    struct Waiting {
        uint24 node;
        uint32 round;
    }

    struct Book {
        Draws draws;
        uint256 vram;
        uint8 gpuCount;
        mapping(uint256 node => InferenceNode node_) nodes;
        mapping(uint256 major => uint256 lanes) available;
        mapping(uint256 major => uint256 lanes) joined;
        mapping(uint256 majorAndGpu => PackedList.List list) lists;
        mapping(uint256 slot => RoundEntries entries) rounds;
        mapping(uint256 index => Waiting waiting) waiting;
    }

    /// @dev A draw under way.
    struct Draw {
        bytes32 seed;
        uint256 major;
        uint256 classes;
        uint256 lanes;
        uint256 total;
    }

    /// @notice How a task ended for its node.
    enum Outcome {
        Blameless,
        Served,
        Missed,
        Slashed
    }

    /// @dev Rounds that may wait to be drawn at one time.
    uint256 internal constant ROUND_SLOTS = 256;
    /// @dev Most models that a node may name.
    uint256 internal constant MAX_NODE_MODELS = 32;
    /// @dev Tries of a draw; beyond them nobody fit.
    uint256 internal constant MAX_TRIES = 16;
    /// @dev Nodes that a draw lets in on its way.
    uint256 internal constant LET_IN = 4;
    /// @dev Deadlines missed in a row that pause a node.
    uint8 internal constant MAX_MISSES = 3;
    /// @dev Quality of service of a node that nobody has met, in basis points.
    uint16 internal constant FIRST_QOS = 5_000;
    /// @dev Each outcome counts an eighth.
    uint256 internal constant QOS_SHARE = 8;
    uint256 private constant FULL_BPS = 10_000;
    uint256 private constant FULL_WEIGHT = 255;
    uint256 private constant WEIGHT_BITS = 8;
    uint256 private constant FEE_BITS = 88;

    /* NODES */

    /// @notice See IInferenceNodes.joinAsNode.
    function join(
        Book storage book,
        Rules memory rules,
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
        if (node.qos == 0) node.qos = FIRST_QOS;
        (node.gpu, node.misses, node.controller) = (gpu, 0, msg.sender);
        _move(book, number, NodeStatus.Available);
        _describe(node, operator, version, models);
        _count(book, node, true);
        _weigh(book, rules, operator);
        _list(book, rules.beacon, number);
    }

    function _describe(
        InferenceNode storage node,
        OperatorId operator,
        uint24 version,
        bytes32[] calldata models
    ) private {
        if (models.length > MAX_NODE_MODELS)
            revert IInferenceNodes.InferenceTooManyModels(models.length, MAX_NODE_MODELS);
        (node.version, node.models) = (version, modelBits(models));

        emit IInferenceNodes.NodeDescribed(operator, node.gpu, version, models);
    }

    /// @notice See IInferenceNodes.pauseNode and quitNode.
    function stop(Book storage book, Rules memory rules, bool isForGood) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        if (node.isWaiting) revert IInferenceNodes.InferenceNodeWaiting(_idOf(number));

        bool isBound = node.position == 0 ? node.status != NodeStatus.Paused : isFrozen(book, rules.beacon);
        if (isBound) return _move(book, number, isForGood ? NodeStatus.PendingQuit : NodeStatus.PendingPause);
        _unlist(book, number);
        _halt(book, number, isForGood);
    }

    /// @notice See IInferenceNodes.resumeNode.
    function resume(Book storage book, Rules memory rules) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        if (node.status == NodeStatus.PendingPause)
            return _move(book, number, node.position == 0 ? NodeStatus.Busy : NodeStatus.Available);
        _move(book, number, NodeStatus.Available);
        node.misses = 0;
        _weigh(book, rules, _idOf(number));
        _list(book, rules.beacon, number);
    }

    /// @notice See IInferenceNodes.settleNode.
    function settle(Book storage book, Rules memory rules, OperatorId operator) external {
        uint256 number = OperatorId.unwrap(operator);
        InferenceNode storage node = book.nodes[number];
        bool isPending = node.status == NodeStatus.PendingPause || node.status == NodeStatus.PendingQuit;
        if (!isPending || node.position == 0) revert IInferenceNodes.InferenceNodeSettled(operator, node.status);
        _requireThawed(book, rules.beacon);

        _unlist(book, number);
        _halt(book, number, node.status == NodeStatus.PendingQuit);
    }

    function _halt(Book storage book, uint256 number, bool isForGood) private {
        _move(book, number, isForGood ? NodeStatus.Quit : NodeStatus.Paused);
        if (isForGood) _count(book, book.nodes[number], false);
    }

    /// @notice See IInferenceNodes.describeNode.
    function describe(Book storage book, Rules memory rules, uint24 version, bytes32[] calldata models) external {
        uint256 number = _callersNode(book, rules);
        InferenceNode storage node = book.nodes[number];
        bool isListed = _leaveForChange(book, rules.beacon, number);
        _count(book, node, false);
        _describe(node, _idOf(number), version, models);
        _count(book, node, true);
        if (isListed) _insert(book, number);
    }

    /// @notice See IInferenceNodes.weighNode.
    function weigh(Book storage book, Rules memory rules, OperatorId operator) external {
        if (book.nodes[OperatorId.unwrap(operator)].status == NodeStatus.None)
            revert IInferenceNodes.InferenceNodeNotMember(msg.sender, operator);
        bool isListed = _leaveForChange(book, rules.beacon, OperatorId.unwrap(operator));
        _weigh(book, rules, operator);
        if (isListed) _insert(book, OperatorId.unwrap(operator));
    }

    /// @dev Takes a listed node out to change it. Nothing changes that a closed round may still draw by.
    function _leaveForChange(
        Book storage book,
        IRandomnessBeacon beacon,
        uint256 number
    ) private returns (bool isListed) {
        InferenceNode storage node = book.nodes[number];
        if (node.isWaiting) revert IInferenceNodes.InferenceNodeWaiting(_idOf(number));
        isListed = node.position != 0;
        if (!isListed) return false;
        _requireThawed(book, beacon);
        _unlist(book, number);
    }

    /// @dev Weight and limit by the active stake of now: what unbonds may be gone before a fault is found.
    function _weigh(Book storage book, Rules memory rules, OperatorId operator) private {
        InferenceNode storage node = book.nodes[OperatorId.unwrap(operator)];
        uint256 stake = rules.registry.stakeOf(operator).active;
        node.stake = uint96(stake > type(uint96).max ? type(uint96).max : stake);
        // What a false result costs, over what it would have earned in the long run, with half as much again.
        uint256 limit = (stake * rules.slashShare * 2) / (3 * FULL_BPS * (uint256(rules.samplingModulus) - 1));
        // One less than a power of two: fees of one magnitude, which share a queue, are all within it or all beyond.
        uint256 magnitude = Math.min(Math.log2(limit + 1), FEE_BITS);
        node.feeLimit = uint88((1 << magnitude) - 1);
        _reweigh(rules, node, operator);
    }

    function _reweigh(Rules memory rules, InferenceNode storage node, OperatorId operator) private {
        uint256 most = 2 * uint256(rules.minimumStake);
        uint256 stake = node.stake < most ? node.stake : most;
        uint256 weight = most == 0 ? FULL_WEIGHT : (FULL_WEIGHT * stake) / most;
        weight = (weight * (FULL_BPS + node.qos)) / (2 * FULL_BPS);
        node.weight = uint8(weight == 0 ? 1 : weight);

        emit IInferenceNodes.NodeWeighed(operator, node.weight, node.feeLimit, node.qos);
    }

    /// @notice Takes a node back whose task has ended.
    /// @param speed How fast it was, in basis points, where it served.
    function release(Book storage book, Rules memory rules, uint256 number, Outcome outcome, uint256 speed) external {
        InferenceNode storage node = book.nodes[number];
        if (outcome == Outcome.Slashed) {
            _move(book, number, NodeStatus.Slashed);
            return _count(book, node, false);
        }
        if (outcome == Outcome.Missed) ++node.misses;
        else if (outcome == Outcome.Served) node.misses = 0;
        if (outcome != Outcome.Blameless) {
            uint256 quality = outcome == Outcome.Served ? speed : 0;
            // Never zero: that says that nobody has met the node.
            node.qos = uint16((node.qos * (QOS_SHARE - 1) + quality) / QOS_SHARE) | 1;
        }

        if (node.status == NodeStatus.PendingQuit) return _halt(book, number, true);
        if (node.status == NodeStatus.PendingPause) return _halt(book, number, false);
        if (node.misses >= MAX_MISSES) {
            emit IInferenceNodes.NodeKickedOut(_idOf(number));
            return _halt(book, number, false);
        }
        _move(book, number, NodeStatus.Available);
        _reweigh(rules, node, _idOf(number));
        _list(book, rules.beacon, number);
    }

    /// @dev The only line that writes a node's status.
    function _move(Book storage book, uint256 number, NodeStatus to) private {
        NodeStatus from = book.nodes[number].status;
        if (!from.canBecome(to)) revert IInferenceNodes.InferenceNodeBadMove(_idOf(number), from, to);
        book.nodes[number].status = to;

        emit IInferenceNodes.NodeMoved(_idOf(number), from, to);
    }

    /* LISTS */

    /// @dev Whether a round has closed that is not drawn yet: then its seed may be known.
    function isFrozen(Book storage book, IRandomnessBeacon beacon) internal view returns (bool) {
        uint32 round = book.draws.round;
        return round != 0 && round < beacon.openRound();
    }

    function _requireThawed(Book storage book, IRandomnessBeacon beacon) private view {
        if (isFrozen(book, beacon)) revert IInferenceNodes.InferenceRoundUndrawn(book.draws.round);
    }

    /// @dev Enters an available node into its list, or makes it wait for closed rounds to be drawn.
    function _list(Book storage book, IRandomnessBeacon beacon, uint256 number) private {
        uint32 openRound = beacon.openRound();
        uint32 undrawn = book.draws.round;
        if (undrawn == 0 || undrawn >= openRound) return _insert(book, number);

        book.waiting[book.draws.waitingEnd++] = Waiting(uint24(number), openRound);
        book.nodes[number].isWaiting = true;
    }

    function _insert(Book storage book, uint256 number) private {
        InferenceNode storage node = book.nodes[number];
        (uint256 major, uint256 gpu) = (node.version >> 16, node.gpu);
        uint256 lanes = book.available[major];
        uint256 index = lanes.get(gpu);
        book.lists[_keyOf(major, gpu)].set(index, uint32((number << WEIGHT_BITS) | node.weight));
        book.available[major] = lanes.increment(gpu);
        node.position = uint32(index + 1);

        emit IInferenceNodes.NodeListed(_idOf(number));
    }

    function _unlist(Book storage book, uint256 number) private {
        InferenceNode storage node = book.nodes[number];
        if (node.position == 0) return;
        (uint256 major, uint256 gpu) = (node.version >> 16, node.gpu);
        uint256 lanes = book.available[major];
        uint256 last = lanes.get(gpu) - 1;
        uint256 index = node.position - 1;
        uint256 moved = book.lists[_keyOf(major, gpu)].remove(index, last) >> WEIGHT_BITS;
        if (moved != number) book.nodes[moved].position = uint32(index + 1);
        book.available[major] = lanes.decrement(gpu);
        node.position = 0;
    }

    /// @dev Counts a node among those that joined, or no longer.
    function _count(Book storage book, InferenceNode storage node, bool isMore) private {
        (uint256 major, uint256 gpu) = (node.version >> 16, node.gpu);
        uint256 lanes = book.joined[major];
        book.joined[major] = isMore ? lanes.increment(gpu) : lanes.decrement(gpu);
    }

    /// @notice See IInferenceNodes.enterWaiting.
    function enterWaiting(Book storage book, Rules memory rules, uint256 most) external {
        _enterWaiting(book, isFrozen(book, rules.beacon), most);
    }

    /// @dev Those who came before the round closed that is to be drawn next; all, where none is.
    function _enterWaiting(Book storage book, bool frozen, uint256 most) private {
        Draws memory draws = book.draws;
        uint32 first = draws.firstWaiting;
        for (; most != 0 && first != draws.waitingEnd; --most) {
            Waiting memory waiting = book.waiting[first];
            if (frozen && (waiting.round > draws.round || draws.drawn != 0)) break;
            ++first;
            book.nodes[waiting.node].isWaiting = false;
            _insert(book, waiting.node);
        }
        book.draws.firstWaiting = first;
    }

    /* ROUNDS */

    /// @notice Notes a task that joined a round.
    /// @return place Its place in the round's order.
    function enter(Book storage book, uint32 round) internal returns (uint32 place) {
        Draws memory draws = book.draws;
        RoundEntries storage entries = book.rounds[round % ROUND_SLOTS];
        if (entries.round != round) {
            bool isTaken = draws.round != 0 && entries.round >= draws.round;
            if (isTaken) revert IInferenceNodes.InferenceRoundUndrawn(entries.round);
            if (draws.round == 0) (draws.round, draws.drawn) = (round, 0);
            else book.rounds[draws.newest % ROUND_SLOTS].next = round;
            draws.newest = round;
            book.draws = draws;
            (entries.round, entries.entered, entries.next) = (round, 0, 0);
        } else if (draws.round == 0) {
            // All that had joined it left again before it closed.
            (book.draws.round, book.draws.drawn) = (round, entries.entered);
        }
        place = entries.entered++;
    }

    /// @notice Whether it is an entry's turn.
    function isTurn(Book storage book, uint32 round, uint32 place) internal view returns (bool) {
        return book.draws.round == round && book.draws.drawn == place;
    }

    /// @notice Passes the turn to the next entry.
    function passTurn(Book storage book) internal {
        Draws memory draws = book.draws;
        RoundEntries memory entries = book.rounds[draws.round % ROUND_SLOTS];
        if (++draws.drawn == entries.entered) (draws.round, draws.drawn) = (entries.next, 0);
        book.draws = draws;
    }

    /* DRAW */

    /// @notice Draws a node for a task, and takes it out of its list.
    /// @param round The task's round, which closed.
    /// @return number The node; 0 when none fits.
    /// @return controller Its account.
    /// @return isSlashable Whether so many nodes have joined that a majority means something.
    function draw(
        Book storage book,
        Rules memory rules,
        uint32 round,
        bytes32 seed,
        NodeDemand memory demand
    ) external returns (uint256 number, address controller, bool isSlashable) {
        _letIn(book, round);
        Draw memory state;
        (state.seed, state.major) = (seed, demand.version >> 16);
        state.classes = _classesFor(book.vram, demand);
        state.lanes = book.available[state.major];
        state.total = state.lanes.sum(state.classes);
        isSlashable = book.joined[state.major].sum(state.classes) >= rules.minSeatsToSlash;
        if (state.total == 0) return (0, address(0), isSlashable);

        number = _choose(book, state, demand);
        if (number == 0) return (0, address(0), isSlashable);
        controller = book.nodes[number].controller;
        _unlist(book, number);
        if (book.nodes[number].status == NodeStatus.Available) _move(book, number, NodeStatus.Busy);
    }

    /// @dev Who came before the round closed can be drawn in it.
    function _letIn(Book storage book, uint32 round) private {
        Draws memory draws = book.draws;
        if (draws.firstWaiting == draws.waitingEnd || book.waiting[draws.firstWaiting].round > round) return;
        _enterWaiting(book, true, LET_IN);
        draws = book.draws;
        if (draws.firstWaiting == draws.waitingEnd || book.waiting[draws.firstWaiting].round > round) return;
        revert IInferenceNodes.InferenceNodesWaiting(round, draws.waitingEnd - draws.firstWaiting);
    }

    /// @dev Rejection sampling: each try finds a node uniformly and keeps it by its weight. Of the first two that fit,
    /// the one that holds the models.
    function _choose(
        Book storage book,
        Draw memory state,
        NodeDemand memory demand
    ) private view returns (uint256 number) {
        for (uint256 attempt; attempt < MAX_TRIES; ++attempt) {
            uint256 random = uint256(keccak256(abi.encode(state.seed, attempt)));
            (uint256 gpu, uint256 index) = state.lanes.locate(state.classes, (random >> 8) % state.total);
            uint256 entry = book.lists[_keyOf(state.major, gpu)].at(index);
            // The last try keeps whom it finds: who is light is as likely to be found as who is heavy.
            if (uint8(random) >= uint8(entry) && attempt != MAX_TRIES - 1) continue;
            uint256 candidate = entry >> WEIGHT_BITS;
            InferenceNode storage node = book.nodes[candidate];
            if (node.version < demand.version || node.feeLimit < demand.bondedFee) continue;
            bool holdsModels = node.models & demand.models == demand.models;
            if (holdsModels) return candidate;
            if (number != 0) return number;
            number = candidate;
        }
    }

    /// @dev The classes of graphics cards that do, as bits.
    function _classesFor(uint256 vram, NodeDemand memory demand) private pure returns (uint256 classes) {
        if (demand.requiredGpu != 0) return 1 << (demand.requiredGpu - 1);
        for (uint256 gpu; gpu < Lanes.COUNT; ++gpu) {
            uint8 size = uint8(vram >> (gpu * 8));
            if (size != 0 && size >= demand.minimumVram) classes |= 1 << gpu;
        }
    }

    /// @notice Whether a node could be drawn for a task now.
    function fits(Book storage book, uint256 number, NodeDemand memory demand) internal view returns (bool) {
        InferenceNode storage node = book.nodes[number];
        if (node.position == 0 || node.feeLimit < demand.bondedFee) return false;
        if (node.version >> 16 != demand.version >> 16 || node.version < demand.version) return false;
        return (_classesFor(book.vram, demand) >> node.gpu) & 1 == 1;
    }

    /* GPUS */

    /// @notice See IInferenceNodes.addGpu.
    function addGpu(Book storage book, string calldata name, uint8 vram) external {
        uint8 gpu = book.gpuCount;
        if (gpu == Lanes.COUNT || vram == 0) revert IInferenceNodes.InferenceBadGpu(gpu, vram);

        book.gpuCount = gpu + 1;
        book.vram |= uint256(vram) << (gpu * 8);

        emit IInferenceNodes.GpuAdded(gpu, name, vram);
    }

    /// @dev Gigabytes of video memory of a class; 0 when there is none.
    function vramOf(Book storage book, uint8 gpu) internal view returns (uint8) {
        return gpu < Lanes.COUNT ? uint8(book.vram >> (uint256(gpu) * 8)) : 0;
    }

    /* SHARED */

    function _callersNode(Book storage book, Rules memory rules) private view returns (uint256 number) {
        OperatorId operator = rules.registry.operatorOf(msg.sender);
        number = OperatorId.unwrap(operator);
        if (book.nodes[number].status == NodeStatus.None || number == 0)
            revert IInferenceNodes.InferenceNodeNotMember(msg.sender, operator);
    }

    function _keyOf(uint256 major, uint256 gpu) private pure returns (uint256) {
        return (major << 8) | gpu;
    }

    function _idOf(uint256 number) private pure returns (OperatorId) {
        return OperatorId.wrap(uint32(number));
    }
}
