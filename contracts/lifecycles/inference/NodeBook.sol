// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {Lanes} from "../../libraries/Lanes.sol";
import {PackedList} from "../../libraries/PackedList.sol";
import {InferenceNode, NodeDemand} from "../../types/InferenceNode.sol";
import {NodeStatus} from "../../types/NodeStatus.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PoolId} from "../../types/PoolId.sol";

/// @title NodeBook
/// @notice Who is there to be drawn, and the draw. Lists of available nodes, by major version and class of graphics
/// card; a node is in one list, and moving in or out costs the same whatever the lists' lengths.
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

    /// @dev Rounds with entries form a chain, the newest of which stands here; nodes that wait form a queue.
    struct Draws {
        /// The oldest round that is not drawn; 0 when there is none.
        uint32 round;
        uint32 drawn;
        uint32 newest;
        uint32 entered;
        uint32 firstWaiting;
        uint32 waitingEnd;
    }

    /// @dev Entries of a round that was followed by another before it was drawn, and that other one.
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

    /// @dev Weight and limit by the active stake of now: what unbonds may be gone before a fault is found.
    function weighNode(Book storage book, Rules memory rules, OperatorId operator) internal {
        InferenceNode storage node = book.nodes[OperatorId.unwrap(operator)];
        // Who left the pool can be punished for a while only, and is trusted with nothing.
        bool isBound = rules.registry.membershipOf(rules.pool, operator).isLive;
        uint256 stake = isBound ? rules.registry.stakeOf(operator).active : 0;
        node.stake = uint96(stake > type(uint96).max ? type(uint96).max : stake);
        // What a false result costs, over what it would have earned in the long run, with half as much again.
        uint256 limit = (stake * rules.slashShare * 2) / (3 * FULL_BPS * (uint256(rules.samplingModulus) - 1));
        // One less than a power of two: fees of one magnitude, which share a queue, are all within it or all beyond.
        uint256 magnitude = Math.min(Math.log2(limit + 1), FEE_BITS);
        node.feeLimit = uint88((1 << magnitude) - 1);
        reweigh(rules, node, operator);
    }

    function reweigh(Rules memory rules, InferenceNode storage node, OperatorId operator) internal {
        uint256 most = 2 * uint256(rules.minimumStake);
        uint256 stake = node.stake < most ? node.stake : most;
        uint256 weight = most == 0 ? FULL_WEIGHT : (FULL_WEIGHT * stake) / most;
        weight = (weight * (FULL_BPS + node.qos)) / (2 * FULL_BPS);
        node.weight = uint8(weight == 0 ? 1 : weight);

        emit IInferenceNodes.NodeWeighed(operator, node.weight, node.feeLimit, node.qos);
    }

    /// @dev The only line that writes a node's status.
    function moveNode(Book storage book, uint256 number, NodeStatus to) internal {
        NodeStatus from = book.nodes[number].status;
        if (!from.canBecome(to)) revert IInferenceNodes.InferenceNodeBadMove(idOf(number), from, to);
        book.nodes[number].status = to;

        emit IInferenceNodes.NodeMoved(idOf(number), from, to);
    }

    /* LISTS */

    /// @dev Whether a round has closed that is not drawn yet: then its seed may be known.
    function isFrozen(Book storage book, IRandomnessBeacon beacon) internal view returns (bool) {
        uint32 round = book.draws.round;
        return round != 0 && round < beacon.openRound();
    }

    function requireThawed(Book storage book, IRandomnessBeacon beacon) internal view {
        if (isFrozen(book, beacon)) revert IInferenceNodes.InferenceRoundUndrawn(book.draws.round);
    }

    /// @dev Enters an available node into its list, or makes it wait for closed rounds to be drawn.
    function list(Book storage book, IRandomnessBeacon beacon, uint256 number) internal {
        uint32 openRound = beacon.openRound();
        uint32 undrawn = book.draws.round;
        if (undrawn == 0 || undrawn >= openRound) return insert(book, number);

        book.waiting[book.draws.waitingEnd++] = Waiting(uint24(number), openRound);
        book.nodes[number].isWaiting = true;
    }

    function insert(Book storage book, uint256 number) internal {
        InferenceNode storage node = book.nodes[number];
        (uint256 major, uint256 gpu) = (node.version >> 16, node.gpu);
        uint256 lanes = book.available[major];
        uint256 index = lanes.get(gpu);
        book.lists[_keyOf(major, gpu)].set(index, uint32((number << WEIGHT_BITS) | node.weight));
        book.available[major] = lanes.increment(gpu);
        node.position = uint32(index + 1);

        emit IInferenceNodes.NodeListed(idOf(number));
    }

    function unlist(Book storage book, uint256 number) internal {
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
    function count(Book storage book, InferenceNode storage node, bool isMore) internal {
        (uint256 major, uint256 gpu) = (node.version >> 16, node.gpu);
        uint256 lanes = book.joined[major];
        book.joined[major] = isMore ? lanes.increment(gpu) : lanes.decrement(gpu);
    }

    /// @dev Those who came before the round closed that is to be drawn next; all, where none is.
    function letIn(Book storage book, bool frozen, uint256 most) internal {
        Draws memory draws = book.draws;
        uint32 first = draws.firstWaiting;
        for (; most != 0 && first != draws.waitingEnd; --most) {
            Waiting memory waiting = book.waiting[first];
            if (frozen && (waiting.round > draws.round || draws.drawn != 0)) break;
            ++first;
            book.nodes[waiting.node].isWaiting = false;
            insert(book, waiting.node);
        }
        book.draws.firstWaiting = first;
    }

    /* ROUNDS */

    /// @notice Notes a task that joined a round.
    /// @return place Its place in the round's order.
    function enter(Book storage book, uint32 round) internal returns (uint32 place) {
        Draws memory draws = book.draws;
        if (draws.newest != round) {
            if (draws.round != 0) _chain(book, draws, round);
            (draws.newest, draws.entered) = (round, 0);
        }
        place = draws.entered++;
        // Where all that had joined it left again before it closed, its next entry is its first to draw.
        if (draws.round == 0) (draws.round, draws.drawn) = (round, place);
        book.draws = draws;
    }

    /// @dev Puts the newest round by, and links it to its follower.
    function _chain(Book storage book, Draws memory draws, uint32 next) private {
        uint32 newest = draws.newest;
        RoundEntries storage entries = book.rounds[newest % ROUND_SLOTS];
        if (entries.round != newest && entries.round >= draws.round)
            revert IInferenceNodes.InferenceRoundUndrawn(entries.round);
        (entries.round, entries.entered, entries.next) = (newest, draws.entered, next);
    }

    /// @notice Whether it is an entry's turn.
    function isTurn(Book storage book, uint32 round, uint32 place) internal view returns (bool) {
        return book.draws.round == round && book.draws.drawn == place;
    }

    /// @notice Passes the turn to the next entry.
    function passTurn(Book storage book) internal {
        Draws memory draws = book.draws;
        bool isNewest = draws.round == draws.newest;
        RoundEntries memory entries;
        if (isNewest) entries.entered = draws.entered;
        else entries = book.rounds[draws.round % ROUND_SLOTS];
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
    ) internal returns (uint256 number, address controller, bool isSlashable) {
        letInFor(book, round);
        Draw memory state;
        (state.seed, state.major) = (seed, demand.version >> 16);
        state.classes = _classesFor(book.vram, demand);
        state.lanes = book.available[state.major];
        state.total = state.lanes.sum(state.classes);
        // Who is available has joined.
        isSlashable =
            state.total >= rules.minSeatsToSlash ||
            book.joined[state.major].sum(state.classes) >= rules.minSeatsToSlash;
        if (state.total == 0) return (0, address(0), isSlashable);

        number = _choose(book, state, demand);
        if (number == 0) return (0, address(0), isSlashable);
        controller = book.nodes[number].controller;
        unlist(book, number);
        if (book.nodes[number].status == NodeStatus.Available) moveNode(book, number, NodeStatus.Busy);
    }

    /// @dev Who came before the round closed can be drawn in it.
    function letInFor(Book storage book, uint32 round) internal {
        Draws memory draws = book.draws;
        if (draws.firstWaiting == draws.waitingEnd || book.waiting[draws.firstWaiting].round > round) return;
        letIn(book, true, LET_IN);
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
        // Classes are counted from 0 without gaps, and each has some memory.
        for (uint256 gpu; vram != 0; (++gpu, vram >>= 8)) {
            if (uint8(vram) >= demand.minimumVram) classes |= 1 << gpu;
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

    /// @dev Gigabytes of video memory of a class; 0 when there is none.
    function vramOf(Book storage book, uint8 gpu) internal view returns (uint8) {
        return gpu < Lanes.COUNT ? uint8(book.vram >> (uint256(gpu) * 8)) : 0;
    }

    /* SHARED */

    function _keyOf(uint256 major, uint256 gpu) private pure returns (uint256) {
        return (major << 8) | gpu;
    }

    function idOf(uint256 number) internal pure returns (OperatorId) {
        return OperatorId.wrap(uint32(number));
    }
}
