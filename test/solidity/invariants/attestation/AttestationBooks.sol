// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationRecord, TaskInfo} from "../../../../contracts/types/AttestationTask.sol";
import {AttestationStatus} from "../../../../contracts/types/AttestationStatus.sol";
import {CommitteeId} from "../../../../contracts/types/CommitteeId.sol";
import {Currency} from "../../../../contracts/types/Currency.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {TaskId} from "../../../../contracts/types/TaskId.sol";
import {VM} from "../../helpers/Vm.sol";
import {AttestationStage} from "./AttestationStage.sol";

/// @title AttestationBooks
/// @notice What the test knows of definitions and tasks from what it did, and not from what the center says.
abstract contract AttestationBooks is AttestationStage {
    struct DefinitionBook {
        address owner;
        Currency currency;
        bool hasTask;
        bool isRetired;
        uint256 attesterFee;
        uint256 performerFee;
        uint256 aggregatorFee;
        uint256 period;
        uint256 funded;
        uint256 defunded;
        uint256 reserved;
        uint256 claimed;
        uint16 termsVersion;
    }

    struct AttestationBook {
        TaskId id;
        uint16 definition;
        CommitteeId committee;
        bool isApproved;
        uint8 performer;
        uint8 aggregator;
        uint256 signers;
        uint256 signerCount;
        uint256 reserved;
        uint256 claimed;
        uint256 forfeited;
        uint256 bond;
        uint256 paidSeats;
        uint16 termsVersion;
        bool isPerformerSettled;
        AttestationStatus seen;
    }

    /// @notice A slash, and what stood at stake around it.
    struct Slash {
        uint256 amount;
        uint256 before;
        uint256 left;
        uint256 share;
    }

    DefinitionBook[] internal _definitions;
    AttestationBook[] internal _books;
    Slash[] internal _slashes;

    /// @notice How often a task was seen to move between two statuses, as stored.
    mapping(uint256 from => mapping(uint256 to => uint256 count)) public moves;
    /// @notice How often each action came to something.
    mapping(bytes4 action => uint256 count) public happened;
    /// @notice How often a call went through that must not.
    uint256 public trespasses;
    /// @notice How often money moved otherwise than these books expect.
    uint256 public miscounts;

    /// @dev Frame of every action.
    modifier acts() {
        _pass(0);
        _;
        for (uint256 i; i < _books.length; ++i) {
            if (_books[i].seen != AttestationStatus.Overturned) _lookAt(_books[i]);
        }
    }

    function _lookAt(AttestationBook storage book) private {
        (AttestationRecord memory record, ) = center.recordOf(book.id);
        if (record.status == book.seen) return;
        ++moves[uint256(book.seen)][uint256(record.status)];
        book.seen = record.status;
    }

    function _happens() internal {
        ++happened[msg.sig];
    }

    function _mustFail(bytes memory call) internal {
        VM.prank(STRANGER);
        (bool isTaken, ) = address(center).call(call);
        if (isTaken) ++trespasses;
    }

    /* FINDING */

    /// @dev A task of a status, as the clock has it, from a drawn one on.
    function _findTask(uint256 seed, AttestationStatus status) internal view returns (bool, uint256) {
        uint256 count = _books.length;
        if (count == 0) return (false, 0);
        uint256 start = _draw(seed, "task", 0, count - 1);
        for (uint256 i; i < count; ++i) {
            uint256 index = (start + i) % count;
            if (center.statusOf(_books[index].id) == status) return (true, index);
        }
        return (false, 0);
    }

    function _findDefinition(uint256 seed) internal view returns (bool, uint16) {
        uint256 count = _definitions.length;
        return count == 0 ? (false, 0) : (true, uint16(_draw(seed, "definition", 1, count)));
    }

    function _definition(uint16 id) internal view returns (DefinitionBook storage) {
        return _definitions[id - 1];
    }

    /* WHAT FOLLOWS FROM THE BOOKS */

    function _infoOf(uint256 index, uint16 definition, uint8 performer) internal view returns (TaskInfo memory) {
        return TaskInfo(string(abi.encodePacked(index)), "", _controllers[performer], definition);
    }

    function _operatorAt(uint8 seat) internal pure returns (OperatorId) {
        return OperatorId.wrap(uint32(seat) + 1);
    }

    function _costOf(DefinitionBook storage definition, uint256 signers) internal view returns (uint256) {
        return signers * definition.attesterFee + definition.performerFee + definition.aggregatorFee;
    }

    /// @dev What attesters and aggregator of a rejected task would have earned.
    function _lossOf(AttestationBook storage book) internal view returns (uint256) {
        DefinitionBook storage definition = _definition(book.definition);
        return book.signerCount * definition.attesterFee + definition.aggregatorFee;
    }

    /// @dev What a seat is owed for a final task.
    function _owedTo(AttestationBook storage book, uint8 seat) internal view returns (uint256 amount) {
        DefinitionBook storage definition = _definition(book.definition);
        if ((book.paidSeats >> seat) & 1 == 1) return 0;
        bool hasSigned = (book.signers >> seat) & 1 == 1;
        if (!book.isApproved) return _shareOf(book, hasSigned, seat == book.aggregator);
        if (hasSigned) amount = definition.attesterFee;
        if (seat == book.aggregator) amount += definition.aggregatorFee;
        if (seat == book.performer) amount += definition.performerFee;
    }

    /// @dev Attesters share by their fee, rounded down; the aggregator gets the rest.
    function _shareOf(
        AttestationBook storage book,
        bool hasSigned,
        bool isAggregator
    ) private view returns (uint256 amount) {
        if (book.forfeited == 0) return 0;
        uint256 each = (_definition(book.definition).attesterFee * book.forfeited) / _lossOf(book);
        if (hasSigned) amount = each;
        if (isAggregator) amount += book.forfeited - each * book.signerCount;
    }

    /// @notice What the center must hold in a currency: funds nobody is owed, what is unclaimed, bonds and deposits.
    function owedIn(Currency currency) external view returns (uint256 owed) {
        for (uint256 i; i < _definitions.length; ++i) {
            DefinitionBook storage definition = _definitions[i];
            if (definition.currency == currency) owed += definition.funded - definition.defunded - definition.claimed;
            if (currency.isNative() && !definition.isRetired) owed += DEPOSIT;
        }
        for (uint256 i; i < _books.length; ++i) {
            AttestationBook storage book = _books[i];
            if (!currency.isNative()) continue;
            owed += book.bond;
            if (!book.isApproved) owed += book.forfeited - book.claimed;
        }
    }

    /// @notice What was claimed in each currency.
    function claimed() external view returns (uint256[2] memory sum) {
        for (uint256 i; i < _books.length; ++i) {
            bool isNative = _definition(_books[i].definition).currency.isNative();
            sum[isNative ? 0 : 1] += _books[i].claimed;
        }
    }

    function _countOf(uint256 set) internal pure returns (uint256 count) {
        for (; set != 0; ++count) set &= set - 1;
    }

    /* VIEWS */

    /// @notice How many tasks there are.
    function taskCount() external view returns (uint256) {
        return _books.length;
    }

    /// @notice One task's book.
    function bookAt(uint256 index) external view returns (AttestationBook memory) {
        return _books[index];
    }

    /// @notice All definitions' books; the first is of number 1.
    function definitions() external view returns (DefinitionBook[] memory) {
        return _definitions;
    }

    /// @notice All slashes.
    function slashes() external view returns (Slash[] memory) {
        return _slashes;
    }
}
