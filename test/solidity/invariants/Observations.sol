// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatcher} from "../../../contracts/interfaces/IDispatcher.sol";
import {IStaking} from "../../../contracts/interfaces/IStaking.sol";
import {Currency} from "../../../contracts/types/Currency.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {TaskHead} from "../../../contracts/types/TaskHead.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";
import {VM, Vm} from "../helpers/Vm.sol";
import {Stage} from "./Stage.sol";
import {TaskBook} from "./TaskBook.sol";

/// @title Observations
/// @notice What the suite did, as its events, its storage and its money tell it: nothing here follows from what the
/// test expects.
abstract contract Observations is Stage {
    /// @notice A position that the market let somebody use, or blamed somebody for.
    struct Acceptance {
        uint256 task;
        uint8 position;
        address runner;
    }

    /// @notice A slash, and what stood at stake around it.
    struct Slash {
        uint32 operator;
        uint32 pool;
        uint256 amount;
        uint256 compensation;
        uint256 bounty;
        uint256 before;
        uint256 left;
        uint256 loss;
        uint256 punishments;
    }

    /// @dev What stood before a call.
    struct Before {
        uint256[2] held;
        uint256[] stakes;
    }

    TaskBook[] internal _books;
    mapping(TaskId id => uint256 indexPlusOne) internal _bookOf;
    Acceptance[] internal _acceptances;
    Slash[] internal _slashes;
    mapping(bytes32 offence => uint256 count) private _punishments;
    mapping(uint256 task => mapping(address runner => bool isPaid)) private _isPaid;

    /// @notice How often a task was seen to move between two statuses.
    mapping(uint256 from => mapping(uint256 to => uint256 count)) public moves;
    /// @notice How often each action came to something.
    mapping(bytes4 action => uint256 count) public happened;
    /// @notice How often a call went through that the task's status forbids.
    uint256 public trespasses;
    /// @notice How often somebody used a position that is another's.
    uint256 public intrusions;
    /// @notice Money that came to a contract without being asked for, by currency: native, token.
    uint256[2] public strayInEscrow;
    /// @notice The same at the registry, in wei.
    uint256 public strayInRegistry;
    /// @notice All that was ever staked for an operator.
    mapping(uint256 operator => uint256 amount) public stakedFor;
    /// @notice All that was ever slashed from an operator.
    mapping(uint256 operator => uint256 amount) public slashedFrom;

    /// @dev What the victim of the action under way may have lost, in wei.
    uint256 internal _loss;
    bool internal _wasExecuted;
    bool internal _wasFinalized;

    /// @dev Frame of every action: the clock stands right before it, and every task is looked at after it.
    modifier acts() {
        _pass(0);
        _;
        _lookAtAll();
    }

    /// @dev Frame of a call that may slash.
    modifier watched() {
        Before memory before = _look();
        _;
        _readEvents(VM.getRecordedLogs(), before.stakes);
    }

    /// @dev Frame of every call to the Dispatcher: money that leaves, and events, are booked to the task.
    modifier observed(uint256 index) {
        Before memory before = _look();
        _;
        _compare(index, before);
    }

    function _look() private returns (Before memory before) {
        before.held = _heldByDispatcher();
        before.stakes = _slashables();
        VM.recordLogs();
    }

    function _compare(uint256 index, Before memory before) private {
        _readEvents(VM.getRecordedLogs(), before.stakes);
        _bookMoney(index, before.held);
        _lookAt(_books[index]);
    }

    function _happens() internal {
        ++happened[msg.sig];
    }

    /* STORAGE */

    function _lookAtAll() private {
        for (uint256 i; i < _books.length; ++i) _lookAt(_books[i]);
    }

    function _lookAt(TaskBook storage book) private {
        (TaskHead head, , ) = dispatcher.stateOf(book.id);
        if (head.status() == book.seenStatus) return;
        ++moves[uint256(book.seenStatus)][uint256(head.status())];
        book.seenStatus = head.status();
    }

    function _slashables() private view returns (uint256[] memory amounts) {
        amounts = new uint256[](registry.operatorCount() + 1);
        for (uint32 i = 1; i < amounts.length; ++i) amounts[i] = registry.slashableOf(OperatorId.wrap(i));
    }

    /* MONEY */

    function _heldByDispatcher() private view returns (uint256[2] memory held) {
        Currency[2] memory used = currencies();
        for (uint256 i; i < 2; ++i) held[i] = escrow.heldBy(address(dispatcher), used[i]);
    }

    function _bookMoney(uint256 index, uint256[2] memory before) private {
        uint256[2] memory held = _heldByDispatcher();
        for (uint256 i; i < 2; ++i) {
            if (held[i] < before[i]) _books[index].paid[i] += before[i] - held[i];
            else _books[index].locked[i] += held[i] - before[i];
        }
    }

    /* EVENTS */

    function _readEvents(Vm.Log[] memory logs, uint256[] memory stakes) private {
        (_wasExecuted, _wasFinalized) = (false, false);
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(dispatcher)) _readDispatch(logs[i]);
            else if (logs[i].topics[0] == IStaking.Slashed.selector) _readSlash(logs[i], stakes);
        }
    }

    function _readDispatch(Vm.Log memory log) private {
        bytes32 kind = log.topics[0];
        uint256 index = _bookOf[TaskId.wrap(log.topics[1])];
        if (index == 0) return;
        --index;
        if (kind == IDispatcher.DispatchMoved.selector) {
            (DispatchStatus from, DispatchStatus to) = abi.decode(log.data, (DispatchStatus, DispatchStatus));
            ++moves[uint256(from)][uint256(to)];
        } else if (kind == IDispatcher.TaskFinalized.selector) {
            ++_books[index].finalizations;
            _wasFinalized = true;
        } else if (kind == IDispatcher.CallbackExecuted.selector) {
            _wasExecuted = true;
        } else if (kind == IDispatcher.RunnerPaid.selector) {
            _readPayment(index, _addressOf(log.topics[2]));
        } else if (_namesAPosition(kind)) {
            uint256 position = abi.decode(log.data, (uint256));
            _acceptances.push(Acceptance(index, uint8(position), _addressOf(log.topics[2])));
        }
    }

    function _readPayment(uint256 index, address runner) private {
        if (_isPaid[index][runner]) ++_books[index].paidTwice;
        _isPaid[index][runner] = true;
    }

    function _namesAPosition(bytes32 kind) private pure returns (bool) {
        return
            kind == IDispatcher.ResultSubmitted.selector ||
            kind == IDispatcher.ResultCommitted.selector ||
            kind == IDispatcher.TaskSkipped.selector ||
            kind == IDispatcher.RunnerMissed.selector;
    }

    function _readSlash(Vm.Log memory log, uint256[] memory stakes) private {
        uint32 operator = uint32(uint256(log.topics[1]));
        (uint256 amount, uint256 compensation, uint256 bounty) = abi.decode(log.data, (uint256, uint256, uint256));
        slashedFrom[operator] += amount;
        _slashes.push(
            Slash({
                operator: operator,
                pool: uint32(uint256(log.topics[2])),
                amount: amount,
                compensation: compensation,
                bounty: bounty,
                before: stakes[operator],
                left: registry.slashableOf(OperatorId.wrap(operator)),
                loss: _loss,
                punishments: ++_punishments[keccak256(abi.encode(log.topics[2], log.topics[3]))]
            })
        );
    }

    function _addressOf(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }

    /* VIEWS */

    /// @notice How many tasks there are.
    function taskCount() external view returns (uint256) {
        return _books.length;
    }

    /// @notice One task's book.
    function bookAt(uint256 index) external view returns (TaskBook memory) {
        return _books[index];
    }

    /// @notice All positions used.
    function acceptances() external view returns (Acceptance[] memory) {
        return _acceptances;
    }

    /// @notice All slashes.
    function slashes() external view returns (Slash[] memory) {
        return _slashes;
    }
}
