// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {PriceQueue} from "../../libraries/PriceQueue.sol";
import {NATIVE} from "../../types/Currency.sol";
import {NodeDemand} from "../../types/InferenceNode.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {AbortReason, InferenceFlags, InferenceTask} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";

/// @title DrawDesk
/// @notice Tasks get their nodes, or wait. Tasks that could be run by the same nodes share a queue, so none stands in
/// the way of another kind.
/// @dev A linked library of the market.
library DrawDesk {
    using InferenceStore for InferenceStore.Store;
    using NodeBook for NodeBook.Book;
    using PriceQueue for PriceQueue.Queue;

    /// @notice Most tasks that wait in one queue; a better-paid one pushes the worst-paid out.
    uint256 internal constant QUEUE_LIMIT = 256;
    /// @notice Keeps the seed of a draw apart from the others.
    bytes32 private constant DRAW = keccak256("muster.inference.draw");

    /* DRAW */

    /// @notice See IInferenceMarket.startTask.
    function startTask(InferenceStore.Store storage store, InferenceStore.Wiring memory wiring, TaskId id) external {
        InferenceTask storage task = store.requireRunning(wiring, id, InferenceStatus.Queued);
        uint32 round = task.round;
        _requireTurn(store, id, task);
        // What is answered is not void, and that it is answered is the cheaper question.
        if (!wiring.ground.beacon.isAnswered(round) && wiring.ground.beacon.isVoid(round)) {
            store.book.passTurn();
            // The void round's fee was spent on its request, or stays with the beacon for this one.
            (uint32 open, ) = wiring.ground.beacon.enter();
            return _reenter(store, id, open);
        }

        (bytes32 seed, ) = wiring.ground.beacon.seedOf(round, address(this), id, DRAW);
        (uint256 node, address controller, bool isSlashable) = store.book.draw(
            InferenceStore.rulesOf(wiring),
            round,
            seed,
            _demandOf(task)
        );
        store.book.passTurn();
        if (node == 0) return _wait(store, id);

        task.node = uint24(node);
        if (isSlashable) task.flags |= InferenceFlags.SLASHABLE;
        store.move(id, InferenceStatus.Started);

        emit IInferenceMarket.TaskStarted(id, task.creator, controller, OperatorId.wrap(uint32(node)));
    }

    /// @notice See IInferenceMarket.skipEntry.
    function skipEntry(InferenceStore.Store storage store, TaskId id) external {
        InferenceTask storage task = store.tasks[id];
        // Whoever was drawn, or waits, has had its turn; the place of others says nothing.
        bool isLeft =
            task.status == InferenceStatus.EndAborted && task.node == 0 && task.flags & InferenceFlags.WAITING == 0;
        if (!isLeft) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        _requireTurn(store, id, task);
        // As before a draw: once a turn has passed, nobody comes in until the round is drawn.
        store.book.letInFor(task.round);
        store.book.passTurn();
    }

    function _requireTurn(InferenceStore.Store storage store, TaskId id, InferenceTask storage task) private view {
        if (task.flags & InferenceFlags.WAITING != 0 || !store.book.isTurn(task.round, task.place))
            revert IInferenceMarket.InferenceNotItsTurn(id, task.round, task.place);
    }

    function _reenter(InferenceStore.Store storage store, TaskId id, uint32 round) private {
        InferenceTask storage task = store.tasks[id];
        uint32 oldRound = task.round;
        (task.round, task.place) = (round, store.book.enter(round));

        emit IInferenceMarket.TaskReentered(id, oldRound, round);
    }

    function _demandOf(InferenceTask storage task) private view returns (NodeDemand memory) {
        return
            NodeDemand({
                bondedFee: task.bondedFee,
                models: task.models,
                version: task.version,
                minimumVram: task.minimumVram,
                requiredGpu: task.requiredGpu
            });
    }

    /* QUEUES */

    function _wait(InferenceStore.Store storage store, TaskId id) private {
        InferenceTask storage task = store.tasks[id];
        uint48 key = store.queueOf(id);
        PriceQueue.Queue storage queue = store.queues[key];
        task.flags |= InferenceFlags.WAITING;
        if (queue.length >= QUEUE_LIMIT) {
            (uint16 slot, uint8 level) = queue.worst();
            bool isBetter = task.priceLevel > level;
            TaskId loser = isBetter ? queue.idAt(slot) : id;
            if (isBetter) queue.remove(slot);
            _drop(store, loser);
            if (!isBetter) return;
        }
        task.place = queue.push(id, task.priceLevel);

        emit IInferenceMarket.TaskQueued(id, task.creator, key, task.priceLevel);
    }

    /// @dev Its fee waits for its creator: nobody here carries its terms.
    function _drop(InferenceStore.Store storage store, TaskId id) private {
        store.tasks[id].flags |= InferenceFlags.REFUNDABLE;
        store.move(id, InferenceStatus.EndAborted);

        emit IInferenceMarket.TaskEndAborted(id, store.tasks[id].creator, AbortReason.FeeTooLow, 0);
    }

    /// @notice See IInferenceMarket.admitTask.
    function admitTask(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        uint48 key,
        OperatorId operator
    ) external {
        PriceQueue.Queue storage queue = store.queues[key];
        uint16 slot = queue.best();
        TaskId id = queue.idAt(slot);
        InferenceTask storage task = store.tasks[id];
        if (slot == 0 || !store.book.fits(OperatorId.unwrap(operator), _demandOf(task)))
            revert IInferenceMarket.InferenceNothingToAdmit(key, operator);

        queue.remove(slot);
        task.flags &= ~InferenceFlags.WAITING;
        (bool isJoined, ) = wiring.ground.beacon.pendingRequest();
        uint32 round = wiring.ground.beacon.openRound();
        uint256 fee;
        if (!isJoined) (round, fee) = wiring.ground.beacon.enter();
        _reenter(store, id, round);
        if (msg.value != 0 && msg.value != fee) revert IInferenceMarket.InferenceWrongValue(msg.value, fee);

        emit IInferenceMarket.TaskAdmitted(id, msg.sender, round, fee);

        if (msg.value != 0) wiring.ground.escrow.holdValue{value: fee}();
        else if (fee != 0) wiring.ground.escrow.hold(msg.sender, NATIVE, fee);
        InferenceStore.release(wiring, NATIVE, address(wiring.ground.beacon), fee, address(0), 0);
    }

    /// @notice See IInferenceMarket.queueState.
    function queueState(
        InferenceStore.Store storage store,
        uint48 key
    ) external view returns (uint256 length, TaskId next) {
        PriceQueue.Queue storage queue = store.queues[key];
        uint16 slot = queue.best();
        return (queue.length, queue.idAt(slot));
    }
}
