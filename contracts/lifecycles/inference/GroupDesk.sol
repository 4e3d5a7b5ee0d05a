// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {IInferenceNodes} from "../../interfaces/IInferenceNodes.sol";
import {VrfProof} from "../../interfaces/IVrfVerifier.sol";
import {Bps} from "../../types/Bps.sol";
import {Currency} from "../../types/Currency.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {
    AbortReason,
    AgreedGroup,
    GroupMember,
    InferenceFlags,
    InferenceOrder,
    InferenceTask,
    OpenGroup,
    hashOrder,
    hashScored,
    hashTasks,
    scoreCommitmentOf
} from "../../types/InferenceTask.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {toPackedGroup} from "../../types/PackedGroup.sol";
import {TaskId} from "../../types/TaskId.sol";
import {GroupRules} from "./GroupRules.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";
import {SamplingRules} from "./SamplingRules.sol";

/// @title GroupDesk
/// @notice Three tasks are disclosed to be one, and compared.
/// @dev A linked library of the market.
library GroupDesk {
    using InferenceStore for InferenceStore.Store;

    /// @dev Tasks in a group, and the set of all of them.
    uint256 internal constant SIZE = 3;
    uint8 internal constant ALL = 7;

    /* GROUPS */

    /// @notice See IInferenceMarket.validateTaskGroup.
    function validateTaskGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        bytes32 guid,
        bytes32 parametersHash,
        VrfProof calldata proof
    ) external {
        _requireGroup(store, wiring, ids, members, guid, parametersHash);
        _requireSampled(store, wiring, ids[0], members[0], proof);

        bytes32 group = keccak256(abi.encode(ids));
        uint8 opened = _openAll(store, ids, members);
        if (opened == ALL) return _settle(store, wiring, ids, members, ALL);

        uint40 openUntil = uint40(block.number) + wiring.periods.opening();
        (store.openGroups[group].openUntil, store.openGroups[group].opened) = (openUntil, opened);
        store.openGroups[group].isAwaiting = true;
        for (uint256 i; i < SIZE; ++i) store.tasks[ids[i]].flags |= InferenceFlags.GROUPED;

        emit IInferenceMarket.GroupOpened(group, ids, openUntil);
    }

    /// @dev Three tasks of the caller, in the order of their nonces, for one task of one specification, with the same
    /// parameters, by different nodes; the later two created in time after the first had committed itself.
    function _requireGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        bytes32 guid,
        bytes32 parametersHash
    ) private view {
        InferenceOrder calldata first = members[0].order;
        if (msg.sender != first.creator) revert IInferenceMarket.InferenceNotAllowed(ids[0], msg.sender, first.creator);
        for (uint256 i; i < SIZE; ++i) {
            _requireMember(store, wiring, ids[i], members[i], i == 0);
            SamplingRules.requireGuid(ids[i], members[i].order, guid);
            bytes32 opened = keccak256(abi.encode(parametersHash, members[i].parametersSalt));
            if (opened != members[i].order.terms.parametersCommitment)
                revert IInferenceMarket.InferenceWrongOpening(ids[i]);
            if (i == 0) continue;
            SamplingRules.requireSibling(store, wiring, ids[0], first, ids[i], members[i].order);
            if (members[i].order.terms.nonce <= members[i - 1].order.terms.nonce)
                revert IInferenceMarket.InferenceBadGroup(ids[i - 1], ids[i]);
        }
        _requireDistinctNodes(store, ids);
    }

    /// @dev A member has something to say, or has ended without.
    function _requireMember(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        GroupMember calldata member,
        bool isFirst
    ) private view {
        InferenceTask storage task = store.tasks[id];
        (InferenceStatus status, bytes32 given) = (task.status, hashOrder(member.order));
        bool isScored = status == InferenceStatus.ScoreReady;
        bool isReady = isScored || status == InferenceStatus.ErrorReported;
        bool isAbsent = !isFirst && status == InferenceStatus.EndAborted;
        if (task.flags & InferenceFlags.GROUPED != 0 || !(isReady || isAbsent))
            revert IInferenceMarket.InferenceWrongStatus(id, status);
        // One that ended may have had a score, which no longer counts.
        if (isAbsent) given = task.record;
        else if (isScored) given = hashScored(given, member.score);
        if (given != task.record) revert IInferenceMarket.InferenceWrongFile(id, given, task.record);
        if (!InferenceStore.isTaskOf(id, member.order)) revert IInferenceMarket.InferenceBadGroup(id, id);
        if (isReady && block.number >= store.deadlineOf(wiring, id))
            revert IInferenceMarket.InferenceWrongTime(id, block.number, store.deadlineOf(wiring, id));
    }

    function _requireDistinctNodes(InferenceStore.Store storage store, TaskId[3] calldata ids) private view {
        for (uint256 i; i < SIZE; ++i) {
            TaskId next = ids[(i + 1) % SIZE];
            uint24 node = _counted(store.tasks[ids[i]]);
            if (node != 0 && node == _counted(store.tasks[next]))
                revert IInferenceMarket.InferenceBadGroup(ids[i], next);
        }
    }

    /// @dev The node whose word a task brings. Who was too late says nothing, and may have been drawn again.
    function _counted(InferenceTask storage task) private view returns (uint24) {
        return task.status == InferenceStatus.EndAborted ? 0 : task.node;
    }

    function _requireSampled(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId first,
        GroupMember calldata member,
        VrfProof calldata proof
    ) private view {
        if (store.tasks[first].flags & InferenceFlags.SAMPLED != 0) return;
        uint256 number = SamplingRules.samplingNumber(store, wiring, first, member.order, proof);
        if (!SamplingRules.isSampled(wiring, number)) revert IInferenceMarket.InferenceWrongSampling(first, number);
    }

    /* OPENINGS */

    /// @dev Which scores are opened; those of members without a score count as well.
    function _openAll(
        InferenceStore.Store storage store,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members
    ) private view returns (uint8 opened) {
        for (uint256 i; i < SIZE; ++i) {
            bool isHidden =
                store.tasks[ids[i]].status == InferenceStatus.ScoreReady && members[i].opening.score.length == 0;
            if (isHidden) continue;
            _requireOpening(store, ids[i], members[i]);
            opened |= uint8(1 << i);
        }
    }

    function _requireOpening(InferenceStore.Store storage store, TaskId id, GroupMember calldata member) private view {
        InferenceTask storage task = store.tasks[id];
        if (task.status != InferenceStatus.ScoreReady) return;
        bytes32 commitment = scoreCommitmentOf(id, task.node, member.score.resultRoot, member.opening);
        if (commitment != member.score.scoreCommitment) revert IInferenceMarket.InferenceWrongOpening(id);
    }

    /// @notice See IInferenceMarket.openScore.
    function openScore(
        InferenceStore.Store storage store,
        TaskId[3] calldata ids,
        uint256 index,
        GroupMember calldata member
    ) external {
        bytes32 group = keccak256(abi.encode(ids));
        OpenGroup storage state = _requireAwaiting(store, group);
        TaskId id = ids[index];
        bytes32 given = hashScored(hashOrder(member.order), member.score);
        if (given != store.tasks[id].record)
            revert IInferenceMarket.InferenceWrongFile(id, given, store.tasks[id].record);
        _requireOpening(store, id, member);

        state.opened |= uint8(1 << index);

        emit IInferenceMarket.ScoreOpened(group, id, member.opening.score);
    }

    function _requireAwaiting(
        InferenceStore.Store storage store,
        bytes32 group
    ) private view returns (OpenGroup storage state) {
        state = store.openGroups[group];
        if (!state.isAwaiting) revert IInferenceMarket.InferenceNoGroup(group);
    }

    /// @notice See IInferenceMarket.settleGroup.
    function settleGroup(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members
    ) external {
        bytes32 group = keccak256(abi.encode(ids));
        OpenGroup storage state = _requireAwaiting(store, group);
        (uint8 opened, uint256 openUntil) = (state.opened, state.openUntil);
        if (opened != ALL && block.number < openUntil)
            revert IInferenceMarket.InferenceWrongTime(ids[0], block.number, openUntil);
        for (uint256 i; i < SIZE; ++i) {
            _requireMemberFile(store, ids[i], members[i]);
            if ((opened >> i) & 1 == 1) _requireOpening(store, ids[i], members[i]);
        }

        state.isAwaiting = false;
        _settle(store, wiring, ids, members, opened);
    }

    function _requireMemberFile(
        InferenceStore.Store storage store,
        TaskId id,
        GroupMember calldata member
    ) private view {
        InferenceTask storage task = store.tasks[id];
        if (task.status == InferenceStatus.EndAborted) return;
        bytes32 given = hashOrder(member.order);
        if (task.status == InferenceStatus.ScoreReady) given = hashScored(given, member.score);
        if (given != task.record) revert IInferenceMarket.InferenceWrongFile(id, given, task.record);
    }

    /// @dev Compares, ends what is decided, and pays creator and nodes. The result that counts is still to be uploaded.
    function _settle(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        uint8 opened
    ) internal {
        GroupRules.Verdict[3] memory verdicts = _judge(store, wiring, ids, members, opened);
        bool isSlashable = _isSlashable(store, ids, verdicts);
        _agree(store, ids, verdicts);
        uint256 refunds;
        for (uint256 i; i < SIZE; ++i) {
            store.tasks[ids[i]].flags &= ~InferenceFlags.GROUPED;
            if (verdicts[i] == GroupRules.Verdict.None || verdicts[i] == GroupRules.Verdict.Valid) continue;
            refunds += members[i].order.terms.fee;
            _end(store, wiring, ids[i], verdicts[i], isSlashable);
        }

        Currency currency = members[0].order.terms.currency;
        InferenceStore.release(wiring, currency, members[0].order.creator, refunds, address(0), 0);
    }

    function _judge(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId[3] calldata ids,
        GroupMember[3] calldata members,
        uint8 opened
    ) private view returns (GroupRules.Verdict[3] memory) {
        GroupRules.Entry[3] memory entries;
        bytes[3] memory scores;
        for (uint256 i; i < SIZE; ++i) {
            entries[i] = _entryOf(store.tasks[ids[i]], (opened >> i) & 1 == 1);
            if (entries[i] == GroupRules.Entry.Score) scores[i] = members[i].opening.score;
        }
        return GroupRules.judge(entries, scores, members[0].order.terms.taskType, wiring.sampling.hammingThreshold());
    }

    function _entryOf(InferenceTask storage task, bool isOpened) private view returns (GroupRules.Entry) {
        if (task.status == InferenceStatus.ErrorReported) return GroupRules.entryOf(task.error);
        if (task.status != InferenceStatus.ScoreReady) return GroupRules.Entry.Absent;
        return isOpened ? GroupRules.Entry.Score : GroupRules.Entry.Hidden;
    }

    /// @dev Where few nodes have joined, three of them may be one owner's, and nobody is slashed.
    function _isSlashable(
        InferenceStore.Store storage store,
        TaskId[3] calldata ids,
        GroupRules.Verdict[3] memory verdicts
    ) private view returns (bool isSlashable) {
        isSlashable = true;
        for (uint256 i; i < SIZE; ++i) {
            bool tookPart = verdicts[i] != GroupRules.Verdict.None;
            if (tookPart && store.tasks[ids[i]].flags & InferenceFlags.SLASHABLE == 0) isSlashable = false;
        }
    }

    function _end(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        GroupRules.Verdict verdict,
        bool isSlashable
    ) private {
        InferenceTask storage task = store.tasks[id];
        (uint24 node, uint256 speed, address creator) = (task.node, task.place, task.creator);
        if (verdict == GroupRules.Verdict.Alike) {
            emit IInferenceMarket.TaskValidated(id, creator, OperatorId.wrap(node));
            store.move(id, InferenceStatus.EndGroupRefund);
            emit IInferenceMarket.TaskEndGroupRefund(id, creator, OperatorId.wrap(node));
            return store.free(wiring, node, NodeBook.Outcome.Served, speed);
        }
        if (verdict == GroupRules.Verdict.False && isSlashable) {
            store.move(id, InferenceStatus.EndInvalidated);
            emit IInferenceMarket.TaskEndInvalidated(id, creator, OperatorId.wrap(node));
            store.free(wiring, node, NodeBook.Outcome.Slashed, 0);
            // All of it goes to the treasury: nobody gains by framing a node.
            uint256 amount = InferenceStore.slash(
                wiring,
                id,
                node,
                wiring.sampling.slashBps(),
                address(0),
                Bps.wrap(0)
            );
            emit IInferenceNodes.NodeSlashed(OperatorId.wrap(node), amount);
            return;
        }
        store.move(id, InferenceStatus.EndAborted);
        emit IInferenceMarket.TaskEndAborted(id, creator, AbortReason.NoMajority, 0);
        store.free(wiring, node, NodeBook.Outcome.Blameless, 0);
    }

    /// @dev Remembers who shares the fee, and in which order they may upload.
    function _agree(
        InferenceStore.Store storage store,
        TaskId[3] calldata ids,
        GroupRules.Verdict[3] memory verdicts
    ) private {
        uint256 valid = SIZE;
        for (uint256 i; i < SIZE; ++i) {
            if (verdicts[i] == GroupRules.Verdict.Valid) valid = i;
        }
        if (valid == SIZE) return;

        AgreedGroup memory group;
        TaskId[] memory tasks = new TaskId[](SIZE);
        _add(store, group, tasks, ids[valid]);
        for (uint256 i; i < SIZE; ++i) {
            if (verdicts[i] == GroupRules.Verdict.Alike) _add(store, group, tasks, ids[i]);
        }
        TaskId id = ids[valid];
        group.tasks = hashTasks(tasks, group.count);
        store.agreed[id] = toPackedGroup(group);
        InferenceTask storage task = store.tasks[id];
        emit IInferenceMarket.TaskValidated(id, task.creator, OperatorId.wrap(task.node));
        store.move(id, InferenceStatus.GroupValidated);
    }

    /// @dev Shares follow the quality of service that each had before this group, so none of it is at stake in it.
    function _add(
        InferenceStore.Store storage store,
        AgreedGroup memory group,
        TaskId[] memory tasks,
        TaskId id
    ) private view {
        uint256 index = group.count++;
        uint24 node = store.tasks[id].node;
        (tasks[index], group.nodes[index], group.shares[index]) = (id, node, store.book.nodes[node].qos);
    }
}
