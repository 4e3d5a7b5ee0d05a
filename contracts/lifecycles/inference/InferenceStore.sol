// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDataAvailability} from "../../interfaces/IDataAvailability.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {IRandomnessBeacon} from "../../interfaces/IRandomnessBeacon.sol";
import {IReputationLedger} from "../../interfaces/IReputationLedger.sol";
import {IVrfVerifier} from "../../interfaces/IVrfVerifier.sol";
import {PriceQueue} from "../../libraries/PriceQueue.sol";
import {Blob} from "../../types/Blob.sol";
import {BlobKind} from "../../types/BlobKind.sol";
import {Bps} from "../../types/Bps.sol";
import {Currency} from "../../types/Currency.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {
    AbortReason,
    AgreedGroup,
    InclusionProof,
    InferenceFile,
    InferenceFlags,
    InferenceOrder,
    InferenceTask,
    OpenGroup,
    hashOrder,
    hashScored,
    hashUploaded
} from "../../types/InferenceTask.sol";
import {PackedGroup} from "../../types/PackedGroup.sol";
import {PackedPeriods, PackedSampling} from "../../types/PackedInferenceSettings.sol";
import {Offence} from "../../types/Offence.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Payment, truncate} from "../../types/Payment.sol";
import {Membership} from "../../types/Pool.sol";
import {PoolId} from "../../types/PoolId.sol";
import {TaskId} from "../../types/TaskId.sol";
import {NodeBook} from "./NodeBook.sol";
import {NodeDesk} from "./NodeDesk.sol";

/// @title InferenceStore
/// @notice What is stored of each task, its one status writer, its one status reader, and its clock. The market's desks
/// are linked libraries that share it, since one contract would not fit the size limit.
library InferenceStore {
    using PriceQueue for PriceQueue.Queue;

    /// @notice The ground that the market stands on.
    struct Ground {
        IEscrow escrow;
        IOperatorRegistry registry;
        IRandomnessBeacon beacon;
        IReputationLedger reputation;
        IDataAvailability availability;
        IVrfVerifier vrf;
        IGroth16Verifier proofs;
    }

    /// @dev All that does not change.
    struct Wiring {
        Ground ground;
        PackedPeriods periods;
        PackedSampling sampling;
        bytes32 circuit;
        PoolId pool;
        uint96 minimumStake;
    }

    struct Store {
        mapping(TaskId id => InferenceTask task) tasks;
        mapping(TaskId id => PackedGroup group) agreed;
        mapping(bytes32 group => OpenGroup state) openGroups;
        mapping(uint256 queue => PriceQueue.Queue tasks) queues;
        NodeBook.Book book;
    }

    /* STATUS */

    /// @dev The only line that writes a status. Each status begins a stage.
    function move(Store storage store, TaskId id, InferenceStatus to) internal {
        InferenceTask storage task = store.tasks[id];
        InferenceStatus from = task.status;
        if (!from.canBecome(to)) revert IInferenceMarket.InferenceBadMove(id, from, to);
        task.status = to;
        task.since = uint40(block.number);

        emit IInferenceMarket.InferenceMoved(id, from, to);
    }

    /// @dev The status of a task; EndAborted as soon as the clock allows to abort it.
    function statusOf(
        Store storage store,
        Wiring memory wiring,
        TaskId id
    ) internal view returns (InferenceStatus status) {
        status = store.tasks[id].status;
        bool isWarm = status != InferenceStatus.None && !status.isOver();
        // A late member of a group passes its turn on.
        if (!isWarm || block.number < deadlineOf(store, wiring, id)) return status;
        if (status != InferenceStatus.GroupValidated) return InferenceStatus.EndAborted;
        return isLastUploader(store, id) ? InferenceStatus.EndAborted : status;
    }

    /// @dev Whether no other member of a group is left to upload.
    function isLastUploader(Store storage store, TaskId id) internal view returns (bool) {
        AgreedGroup memory group = store.agreed[id].toAgreedGroup();
        return group.uploader + 1 == group.count;
    }

    /// @dev The first block in which a stage is over; the highest number where nothing is due.
    function deadlineOf(Store storage store, Wiring memory wiring, TaskId id) internal view returns (uint256) {
        InferenceTask storage task = store.tasks[id];
        (InferenceStatus status, uint256 since, uint8 flags) = (task.status, task.since, task.flags);
        if (status == InferenceStatus.Queued) return since + wiring.periods.queue();
        if (status == InferenceStatus.Started) return since + wiring.periods.parameters();
        if (status == InferenceStatus.ParametersUploaded) return since + task.executionBlocks;
        if (status == InferenceStatus.ScoreReady || status == InferenceStatus.ErrorReported) {
            // A disclosed group ends by being settled, which anyone may.
            if (flags & InferenceFlags.GROUPED != 0) return type(uint256).max;
            return since + (flags & InferenceFlags.SAMPLED != 0 ? wiring.periods.group() : wiring.periods.validation());
        }
        if (status != InferenceStatus.Validated && status != InferenceStatus.GroupValidated) return type(uint256).max;
        return
            flags & InferenceFlags.COMMITTED == 0
                ? since + wiring.periods.upload()
                : _proofDeadline(wiring, id, task.round);
    }

    /// @dev The time to prove runs from the seed, which a void round never gets: joining another needs no deadline.
    function _proofDeadline(Wiring memory wiring, TaskId id, uint32 round) private view returns (uint256) {
        if (!wiring.ground.beacon.isAnswered(round)) return type(uint256).max;
        (, uint256 answeredAt) = wiring.ground.beacon.seedOf(round, address(this), id, 0);
        return answeredAt + wiring.periods.upload();
    }

    /// @dev A task in one status, before that status is over.
    function requireRunning(
        Store storage store,
        Wiring memory wiring,
        TaskId id,
        InferenceStatus needed
    ) internal view returns (InferenceTask storage task) {
        task = store.tasks[id];
        if (task.status != needed) revert IInferenceMarket.InferenceWrongStatus(id, task.status);
        uint256 deadline = deadlineOf(store, wiring, id);
        if (block.number >= deadline) revert IInferenceMarket.InferenceWrongTime(id, block.number, deadline);
    }

    /* WHAT IS CARRIED */

    /// @dev The stored hash covers what was committed by then, and nothing later.
    function requireFile(Store storage store, TaskId id, InferenceFile calldata file) internal view {
        InferenceTask storage task = store.tasks[id];
        bytes32 given = hashOrder(file.order);
        if (_isScored(task.status)) given = hashScored(given, file.score);
        if (task.flags & InferenceFlags.COMMITTED != 0) given = hashUploaded(given, file.upload);
        if (given != task.record) revert IInferenceMarket.InferenceWrongFile(id, given, task.record);
    }

    /// @dev Statuses in which the record covers a score. Tasks that ended by the clock may or may not have one: nothing
    /// but a refund needs them again, and only one that never started is refunded later.
    function _isScored(InferenceStatus status) private pure returns (bool) {
        return
            status == InferenceStatus.ScoreReady ||
            status == InferenceStatus.Validated ||
            status == InferenceStatus.GroupValidated ||
            status == InferenceStatus.EndGroupRefund;
    }

    /// @dev The id of a creator's task.
    function idOf(address creator, bytes32 taskIdCommitment) internal view returns (TaskId) {
        return TaskId.wrap(keccak256(abi.encode(block.chainid, address(this), creator, taskIdCommitment)));
    }

    /// @dev Whether an order is of a task, whatever else was stored of it since.
    function isTaskOf(TaskId id, InferenceOrder calldata order) internal view returns (bool) {
        return TaskId.unwrap(idOf(order.creator, order.terms.taskIdCommitment)) == TaskId.unwrap(id);
    }

    /* MONEY */

    /// @dev Pays one account or two; who gets nothing need not be anybody.
    function release(
        Wiring memory wiring,
        Currency currency,
        address first,
        uint256 firstAmount,
        address second,
        uint256 secondAmount
    ) internal {
        uint256 count;
        Payment[] memory payments = new Payment[](2);
        if (firstAmount != 0) payments[count++] = Payment(first, uint128(firstAmount));
        if (secondAmount != 0) payments[count++] = Payment(second, uint128(secondAmount));
        if (count == 0) return;
        truncate(payments, count);
        wiring.ground.escrow.release(currency, payments);
    }

    /// @dev Where what a node earns goes.
    function receiverOf(Wiring memory wiring, uint24 node) internal view returns (address) {
        return wiring.ground.registry.rewardsReceiverOf(OperatorId.wrap(node));
    }

    /* NODES */

    /// @dev What the nodes' book needs of the wiring.
    function rulesOf(Wiring memory wiring) internal pure returns (NodeBook.Rules memory) {
        return
            NodeBook.Rules({
                registry: wiring.ground.registry,
                beacon: wiring.ground.beacon,
                pool: wiring.pool,
                minimumStake: wiring.minimumStake,
                slashShare: Bps.unwrap(wiring.sampling.slashBps()),
                samplingModulus: wiring.sampling.samplingModulus(),
                minSeatsToSlash: wiring.sampling.minSeatsToSlash()
            });
    }

    /// @dev Takes a node back whose task has ended.
    function free(
        Store storage store,
        Wiring memory wiring,
        uint24 node,
        NodeBook.Outcome outcome,
        uint256 speed
    ) internal {
        NodeDesk.release(store.book, rulesOf(wiring), node, outcome, speed);
    }

    /// @dev A missed deadline costs what the pool declares; whoever reported it gets a part. Not the creator as such,
    /// who would post tasks that cannot be done in time.
    function penalize(Wiring memory wiring, TaskId id, uint24 node) internal {
        slash(
            wiring,
            id,
            node,
            wiring.ground.registry.noShowBpsOf(wiring.pool),
            msg.sender,
            wiring.sampling.reporterBps()
        );
    }

    /// @dev Slashes a node, once for each task.
    function slash(
        Wiring memory wiring,
        TaskId id,
        uint24 node,
        Bps share,
        address reporter,
        Bps bounty
    ) internal returns (uint256 amount) {
        // Whom the registry would not punish, the market does not; the task ends all the same.
        if (!_isPunishable(wiring, node)) return 0;
        Offence memory offence;
        (offence.operator, offence.pool, offence.share) = (OperatorId.wrap(node), wiring.pool, share);
        offence.offence = keccak256(abi.encode(id, node));
        (offence.reporter, offence.bountyBps) = (reporter, bounty);
        return wiring.ground.registry.slash(offence);
    }

    /// @dev Whether governance approves of the market, and the node is in its pool or left it a short while ago.
    function _isPunishable(Wiring memory wiring, uint24 node) private view returns (bool) {
        IOperatorRegistry registry = wiring.ground.registry;
        if (!registry.isMarket(address(this))) return false;
        Membership memory membership = registry.membershipOf(wiring.pool, OperatorId.wrap(node));
        return membership.isLive || block.timestamp <= uint256(membership.leftAt) + registry.unbondingPeriod();
    }

    /// @dev Reputation informs: it never stands between a task and its end.
    function remember(
        Store storage store,
        Wiring memory wiring,
        uint24 node,
        InferenceFile calldata file,
        bool isSuccess
    ) internal {
        if (!wiring.ground.registry.isMarket(address(this))) return;
        address controller = store.book.nodes[node].controller;
        wiring.ground.reputation.record(
            OperatorId.wrap(node),
            controller,
            file.order.creator,
            file.order.terms.currency,
            file.order.terms.fee,
            isSuccess
        );
    }

    /* SHARED STEPS */

    /// @dev Requires that a stage is over.
    function requireOverdue(Store storage store, Wiring memory wiring, TaskId id) internal view {
        uint256 deadline = deadlineOf(store, wiring, id);
        if (block.number < deadline) revert IInferenceMarket.InferenceWrongTime(id, block.number, deadline);
    }

    /// @dev Requires that the caller is a node's account.
    function requireNode(Store storage store, TaskId id, uint24 node) internal view {
        address controller = store.book.nodes[node].controller;
        if (msg.sender != controller) revert IInferenceMarket.InferenceNotAllowed(id, msg.sender, controller);
    }

    /// @dev The queue that a task waits in, should it have to: version, card, memory, and the magnitude of the fee.
    /// Those are what a node can lack.
    function queueOf(Store storage store, TaskId id) internal view returns (uint48) {
        InferenceTask storage task = store.tasks[id];
        uint256 card = (uint256(task.version) << 24) | (uint256(task.requiredGpu) << 16);
        return uint48(card | (uint256(task.minimumVram) << 8) | Math.log2(task.bondedFee));
    }

    /// @dev Takes a task out of its queue, if it stands in one.
    function leaveQueue(Store storage store, TaskId id) internal {
        InferenceTask storage task = store.tasks[id];
        if (task.flags & InferenceFlags.WAITING == 0) return;
        store.queues[queueOf(store, id)].remove(uint16(task.place));
    }

    /// @dev Requires a blob that a publisher of the task's choice serves, or that the chain itself carries.
    function requireServed(
        Wiring memory wiring,
        TaskId id,
        BlobKind kind,
        InferenceFile calldata file,
        InclusionProof calldata inclusion
    ) internal view {
        address[] calldata publishers = file.order.terms.publishers;
        bool isKnown = inclusion.publisher == address(0);
        for (uint256 i; i < publishers.length && !isKnown; ++i) isKnown = publishers[i] == inclusion.publisher;
        if (!isKnown) revert IInferenceMarket.InferenceUnknownPublisher(id, inclusion.publisher);

        Blob memory blob = Blob(kind, address(this), id, inclusion.dataHash, inclusion.size);
        wiring.ground.availability.requireAvailable(inclusion.publisher, blob, inclusion.proof);
    }

    /// @dev Ends a task and parts its fee between node and creator.
    function abort(
        Store storage store,
        Wiring memory wiring,
        TaskId id,
        InferenceFile calldata file,
        AbortReason reason,
        uint256 paid
    ) internal {
        move(store, id, InferenceStatus.EndAborted);
        address creator = file.order.creator;

        emit IInferenceMarket.TaskEndAborted(id, creator, reason, paid);

        address receiver = paid == 0 ? address(0) : receiverOf(wiring, store.tasks[id].node);
        release(wiring, file.order.terms.currency, creator, file.order.terms.fee - paid, receiver, paid);
    }
}
