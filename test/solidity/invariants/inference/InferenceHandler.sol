// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../../../contracts/interfaces/IInferenceMarket.sol";
import {IInferenceNodes} from "../../../../contracts/interfaces/IInferenceNodes.sol";
import {Blob} from "../../../../contracts/types/Blob.sol";
import {BlobKind} from "../../../../contracts/types/BlobKind.sol";
import {InferenceStatus} from "../../../../contracts/types/InferenceStatus.sol";
import {
    AgreedGroup,
    InclusionProof,
    InferenceError,
    InferenceFile,
    InferenceFlags,
    InferenceTask,
    InferenceTerms,
    OpenGroup,
    UploadRecord,
    UploadReport
} from "../../../../contracts/types/InferenceTask.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {TaskId} from "../../../../contracts/types/TaskId.sol";
import {VM} from "../../helpers/Vm.sol";
import {InferenceNodeActions} from "./InferenceNodeActions.sol";

/// @title InferenceHandler
/// @notice Everything that may happen to tasks, one number at a time. An action that cannot apply does nothing; one
/// that should be taken and is refused reverts, which fails the run.
abstract contract InferenceHandler is InferenceNodeActions {
    /// @dev Tasks before this one have ended, and their turns have passed.
    uint256 private _from;
    mapping(uint256 index => bool isPassed) private _isPassed;

    function targets() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        (selectors[0], selectors[1], selectors[2]) = (this.post.selector, this.advance.selector, this.hasten.selector);
        (selectors[3], selectors[4]) = (this.wait.selector, this.node.selector);
    }

    /* ACTIONS */

    /// @notice Creates a task or two.
    function post(uint256 seed) public {
        for (uint256 i; i <= seed % 2; ++i) {
            uint256 draw = _draw(seed, "post", i, type(uint256).max - 1);
            InferenceTerms memory terms = _drawTerms(draw);
            _post(_creator(draw % CREATORS), keccak256(abi.encode(_works.length)), terms);
        }
    }

    /// @notice Does what comes next of a task that is not over, and then of others.
    function advance(uint256 seed) public {
        if (_works.length == 0) post(seed);
        for (uint256 i; i < 4; ++i) {
            uint256 draw = _draw(seed, "advance", i, type(uint256).max - 1);
            (bool isFound, uint256 index) = _find(draw);
            if (isFound) _advance(index, draw);
        }
    }

    /// @notice Takes one task along as far as it goes.
    function hasten(uint256 seed) external {
        if (seed % 2 == 0) post(seed);
        (bool isFound, uint256 index) = _find(seed);
        for (uint256 i; isFound && i < 8; ++i) {
            if (statusAt(index).isOver()) return;
            // Odd, so that nobody dawdles.
            _advance(index, _draw(seed, "hasten", i, type(uint256).max - 1) | 1);
        }
    }

    function wait(uint256 seed) external {
        _pass(_draw(seed, "blocks", 1, 12));
    }

    function _find(uint256 seed) private view returns (bool, uint256) {
        uint256 count = _works.length - _from;
        if (count == 0) return (false, 0);
        uint256 first = _draw(seed, "task", 0, count - 1);
        for (uint256 i; i < count; ++i) {
            uint256 index = _from + ((first + i) % count);
            if (!statusAt(index).isOver()) return (true, index);
        }
        return (false, 0);
    }

    // A table, and not a decision.
    // solhint-disable-next-line code-complexity
    function _advance(uint256 index, uint256 seed) private {
        InferenceStatus status = statusAt(index);
        if (_block >= market.deadlineOf(_works[index].id)) _abort(index, STRANGER);
        else if (status == InferenceStatus.Queued) _drawNode(index, seed);
        else if (status == InferenceStatus.Started) _feed(index, seed);
        else if (status == InferenceStatus.ParametersUploaded) _answer(index, seed);
        else if (status == InferenceStatus.ScoreReady || status == InferenceStatus.ErrorReported)
            _validate(index, seed);
        else _upload(index, seed);
    }

    function _abort(uint256 index, address caller) private {
        InferenceFile memory file = _fileOf(index);
        VM.prank(caller);
        market.abortTask(_works[index].id, file);
    }

    /* DRAW */

    function _drawNode(uint256 index, uint256 seed) private {
        InferenceTask memory task = _taskOf(index);
        bool isWaiting = task.flags & InferenceFlags.WAITING != 0;
        if (seed % 16 == 0 && (isWaiting || task.round == beacon.openRound())) return _abort(index, task.creator);
        if (isWaiting) return _admit(index, seed);
        _closeRound(task.round, seed);
        _passTurns();
        for (uint256 i = _from; i < _works.length; ++i) {
            if (!_isPassed[i]) _start(i);
        }
    }

    /// @dev Draws a task's node if it is its turn.
    function _start(uint256 index) private {
        InferenceTask memory task = _taskOf(index);
        bool isInRound = task.status == InferenceStatus.Queued && task.flags & InferenceFlags.WAITING == 0;
        bool isSettled = beacon.isAnswered(task.round) || beacon.isVoid(task.round);
        if (!isInRound || !isSettled || _block >= market.deadlineOf(_works[index].id)) return;
        bytes4[] memory refusals = new bytes4[](2);
        (refusals[0], refusals[1]) = (
            IInferenceMarket.InferenceNotItsTurn.selector,
            IInferenceNodes.InferenceNodesWaiting.selector
        );
        _try(STRANGER, 0, abi.encodeCall(market.startTask, (_works[index].id)), refusals);
    }

    /// @dev Closes a round if it is open, and has it answered, or sometimes given up.
    function _closeRound(uint32 round, uint256 seed) private {
        if (round == beacon.openRound()) beacon.request();
        if (!beacon.isWaiting(round)) return;
        if (seed % 12 == 1) beacon.giveUp(round);
        else beacon.answer(round, seed, uint40(_block));
    }

    function _admit(uint256 index, uint256 seed) private {
        bytes4[] memory refusals = new bytes4[](1);
        refusals[0] = IInferenceMarket.InferenceNothingToAdmit.selector;
        uint48 queue = market.queueOf(_works[index].id);
        uint256 fee = beacon.entryFee();
        OperatorId operator = OperatorId.wrap(uint32(_draw(seed, "operator", 1, NODES)));
        _try(STRANGER, fee, abi.encodeCall(market.admitTask, (queue, operator)), refusals);
    }

    /// @dev Passes the turns of tasks that left, as anybody may, and lets in who waits.
    function _passTurns() private {
        for (uint256 i = _from; i < _works.length; ++i) {
            if (!_isPassed[i]) _isPassed[i] = _pastTurn(i);
            if (_isPassed[i] && i == _from) ++_from;
        }
        market.enterWaiting(FOREVER);
    }

    /// @dev Whether a task has ended and no turn waits for it; one that was never drawn still has its own to pass.
    function _pastTurn(uint256 index) private returns (bool) {
        InferenceTask memory task = _taskOf(index);
        if (!task.status.isOver()) return false;
        if (task.node != 0 || task.flags & InferenceFlags.WAITING != 0) return true;
        bytes4[] memory refusals = new bytes4[](2);
        (refusals[0], refusals[1]) = (
            IInferenceMarket.InferenceNotItsTurn.selector,
            IInferenceNodes.InferenceNodesWaiting.selector
        );
        return _try(STRANGER, 0, abi.encodeCall(market.skipEntry, (_works[index].id)), refusals);
    }

    /* EXECUTION */

    function _feed(uint256 index, uint256 seed) private {
        if (seed % 10 == 0) return;
        TaskId id = _works[index].id;
        InclusionProof memory inclusion;
        bytes memory data = abi.encode(seed);
        (inclusion.dataHash, inclusion.size) = (
            _availability.publishBytes(BlobKind.Parameters, address(market), id, data),
            uint64(data.length)
        );
        InferenceFile memory file = _fileOf(index);
        VM.prank(file.order.creator);
        market.reportParametersUploaded(id, file, inclusion, "");
    }

    function _answer(uint256 index, uint256 seed) private {
        InferenceTask memory task = _taskOf(index);
        address controller = _controllerOf(task.node);
        TaskId id = _works[index].id;
        if (seed % 10 == 0) return;
        if (seed % 10 == 1) {
            VM.prank(controller);
            return market.reportError(id, InferenceError(_draw(seed, "failure", 1, 5)));
        }
        if (seed % 10 == 2 && _block >= uint256(task.since) + DOWNLOAD_BLOCKS) {
            VM.prank(controller);
            return market.abortDownload(id, _fileOf(index));
        }
        _score(index, task.node, _draw(seed, "lie", 0, 5) == 0);
    }

    function _score(uint256 index, uint24 drawn, bool isLie) private {
        InferenceFile memory file = _fileOf(index);
        // Those who compute agree, and those who lie do not, not even with each other.
        bytes32 known = isLie ? keccak256(abi.encode(index)) : _works[index].guid;
        _works[index].score = bytes8(known);
        TaskId id = _works[index].id;
        file.score.resultRoot = known;
        file.score.scoreCommitment = keccak256(
            abi.encode(id, drawn, known, keccak256(abi.encodePacked(bytes8(known))), _scoreSalt())
        );
        _keep(index, file);
        VM.prank(_controllerOf(drawn));
        market.submitScore(id, file.score);
    }

    /* VALIDATION */

    function _validate(uint256 index, uint256 seed) private {
        if (_has(index, InferenceFlags.GROUPED)) return _closeGroup(index, seed);
        if (_works[index].first != 0) return _disclose(index, seed);
        if (seed % 10 == 0) return;
        if (!_isSampled(index)) return market.validateSingleTask(_works[index].id, _fileOf(index), _noProof());
        if (!_has(index, InferenceFlags.SAMPLED)) market.proveSampled(_works[index].id, _fileOf(index), _noProof());
        if (_block < uint256(_taskOf(index).since) + SIBLING_BLOCKS) _createSiblings(index);
    }

    /// @dev A block later than the first has committed itself.
    function _createSiblings(uint256 index) private {
        _pass(1);
        Work memory first = _works[index];
        InferenceFile memory file = _fileOf(index);
        uint256 second = _post(file.order.creator, first.guid, file.order.terms);
        _post(file.order.creator, first.guid, file.order.terms);
        (_works[index].first, _works[index].second) = (uint64(index + 1), uint64(second));
        (_works[second].first, _works[second + 1].first) = (uint64(index + 1), uint64(index + 1));
    }

    /// @dev Discloses a group where each member has something to say, or has ended without. One that waits for others
    /// gets the group's time.
    function _disclose(uint256 index, uint256 seed) private {
        uint256[3] memory indices = _indicesOf(index);
        for (uint256 i; i < 3; ++i) {
            if (!_isReady(indices[i], i == 0)) return _join(index, indices[0]);
        }
        if (_areOneNodes(indices)) return;
        uint256 hidden = seed % 3 == 0 ? _draw(seed, "hidden", 0, 7) : 0;
        VM.prank(_fileOf(index).order.creator);
        market.validateTaskGroup(
            _idsOf(indices),
            _membersOf(indices, hidden),
            _works[index].guid,
            _parametersHash(),
            _noProof()
        );
    }

    function _isReady(uint256 index, bool isFirst) private view returns (bool) {
        InferenceStatus status = statusAt(index);
        if (status == InferenceStatus.EndAborted) return !isFirst;
        bool isScored = status == InferenceStatus.ScoreReady || status == InferenceStatus.ErrorReported;
        return isScored && _block < market.deadlineOf(_works[index].id);
    }

    function _areOneNodes(uint256[3] memory indices) private view returns (bool) {
        for (uint256 i; i < 3; ++i) {
            uint24 number = _taskOf(indices[i]).node;
            if (number != 0 && number == _taskOf(indices[(i + 1) % 3]).node) return true;
        }
        return false;
    }

    function _join(uint256 index, uint256 first) private {
        if (index == first || _has(index, InferenceFlags.SAMPLED) || !_isReady(first, true)) return;
        if (_has(first, InferenceFlags.GROUPED) || !_has(first, InferenceFlags.SAMPLED)) return;
        Work memory work = _works[index];
        market.joinGroup(work.id, _fileOf(index), _works[first].id, _fileOf(first), work.guid);
    }

    /// @dev Opens what is hidden, or settles when the time for that is over.
    function _closeGroup(uint256 index, uint256 seed) private {
        uint256[3] memory indices = _indicesOf(index);
        TaskId[3] memory ids = _idsOf(indices);
        OpenGroup memory state = market.openGroupOf(keccak256(abi.encode(ids)));
        if (state.opened == 7 || _block >= state.openUntil) return market.settleGroup(ids, _membersOf(indices, 0));
        uint256 member = _draw(seed, "open", 0, 2);
        if ((state.opened >> member) & 1 == 0) market.openScore(ids, member, _memberOf(indices[member], false));
    }

    /* UPLOAD */

    function _upload(uint256 index, uint256 seed) private {
        InferenceTask memory task = _taskOf(index);
        TaskId id = _works[index].id;
        if (task.flags & InferenceFlags.COMMITTED == 0) {
            if (seed % 6 != 0) _commit(index, _uploaderOf(index, task));
            return;
        }
        if (beacon.isVoid(task.round)) return market.reenterUpload(id);
        _closeRound(task.round, seed);
        if (beacon.isAnswered(task.round) && seed % 6 != 0) _report(index, task.status);
    }

    function _uploaderOf(uint256 index, InferenceTask memory task) private view returns (uint24) {
        if (task.status == InferenceStatus.Validated) return task.node;
        AgreedGroup memory group = market.groupOf(_works[index].id);
        return group.nodes[group.uploader];
    }

    function _commit(uint256 index, uint24 uploader) private {
        InferenceFile memory file = _fileOf(index);
        TaskId id = _works[index].id;
        file.upload = UploadRecord(keccak256(abi.encode(id, uploader)), 4, file.order.keys.encryptionKey);
        InclusionProof memory inclusion;
        (inclusion.publisher, inclusion.dataHash, inclusion.size) = (PUBLISHER, file.upload.ciphertextRoot, 100);
        Blob memory blob = Blob(BlobKind.Result, address(market), id, inclusion.dataHash, 100);
        inclusion.root = blob.leafOf();
        VM.prank(PUBLISHER);
        _availability.publishRoot(inclusion.root);
        VM.prank(_controllerOf(uploader));
        market.commitUpload(id, file, inclusion);
        _keep(index, file);
    }

    function _report(uint256 index, InferenceStatus status) private {
        (TaskId[] memory tasks, uint256 source) = (new TaskId[](0), index);
        if (status == InferenceStatus.GroupValidated) (tasks, source) = _agreedOf(index);
        uint256[8][] memory proofs = new uint256[8][](1);
        UploadReport[] memory reports = new UploadReport[](1);
        reports[0] = UploadReport(_works[index].id, _fileOf(index), tasks, _fileOf(source));
        market.reportResultUploaded(reports, proofs);
    }

    /// @dev The task whose result counts, then those alike, and whose turn it is.
    function _agreedOf(uint256 index) private view returns (TaskId[] memory tasks, uint256 source) {
        AgreedGroup memory group = market.groupOf(_works[index].id);
        uint256[3] memory indices = _indicesOf(index);
        tasks = new TaskId[](group.count);
        tasks[0] = _works[index].id;
        source = index;
        uint256 count = 1;
        for (uint256 i; i < 3; ++i) {
            if (statusAt(indices[i]) != InferenceStatus.EndGroupRefund) continue;
            if (count == group.uploader) source = indices[i];
            tasks[count++] = _works[indices[i]].id;
        }
    }

    /* EXITS */

    /// @notice Ends every task by calls that anybody may make, with nothing but time and answers from the beacon.
    /// @return left How many cannot be ended, or keep others' turns.
    function closeAll() external returns (uint256 left) {
        for (uint256 pass; pass < 8; ++pass) {
            _pass(FOREVER);
            left = 0;
            for (uint256 i; i < _works.length; ++i) {
                if (statusAt(i).isOver()) continue;
                ++left;
                _exit(i);
            }
            if (left == 0) break;
        }
        for (uint256 i; i <= _works.length && _from < _works.length; ++i) _passTurns();
        if (_from < _works.length) left = _works.length - _from;
        market.enterWaiting(FOREVER);
    }

    function _exit(uint256 index) private {
        InferenceTask memory task = _taskOf(index);
        if (task.flags & InferenceFlags.GROUPED != 0) return _closeGroup(index, 0);
        bool isCommitted = task.flags & InferenceFlags.COMMITTED != 0;
        if (isCommitted && beacon.isVoid(task.round)) return market.reenterUpload(_works[index].id);
        if (isCommitted) _closeRound(task.round, 0);
        if (_block >= market.deadlineOf(_works[index].id)) _abort(index, STRANGER);
    }
}
