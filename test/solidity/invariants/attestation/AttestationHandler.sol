// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationStatus} from "../../../../contracts/types/AttestationStatus.sol";
import {TaskId} from "../../../../contracts/types/TaskId.sol";
import {VM} from "../../helpers/Vm.sol";
import {AttestationActions} from "./AttestationActions.sol";

/// @title AttestationHandler
/// @notice Everything that may happen, one number at a time. An action that cannot apply does nothing; one that should
/// be taken and is refused reverts, which fails the run.
abstract contract AttestationHandler is AttestationActions {
    uint256 private constant ALL_SEATS = 31;

    constructor() {
        _create(1);
        _create(2);
    }

    /* WHAT MUST NOT WORK */

    /// @notice Tries what no status allows.
    function trespass(uint256 seed) external acts {
        if (_books.length == 0) return;
        uint256 index = _draw(seed, "task", 0, _books.length - 1);
        AttestationBook storage book = _books[index];
        AttestationStatus status = center.statusOf(book.id);
        _trespassOnStatus(book.id, status);
        _trespassOnAnswer(index, status);
        uint8 seat = uint8(_draw(seed, "seat", 0, SEATS - 1));
        if (status != AttestationStatus.Finalized || _owedTo(book, seat) == 0) _mustFail(_claimsOf(book.id, seat, 1));
        DefinitionBook storage definition = _definition(book.definition);
        uint256 free = definition.funded - definition.defunded - definition.reserved;
        VM.prank(definition.owner);
        (bool isTaken, ) = address(center).call(
            abi.encodeCall(center.defundTaskDefinition, (book.definition, uint128(free + 1)))
        );
        if (isTaken) ++trespasses;
        _happens();
    }

    function _trespassOnStatus(TaskId id, AttestationStatus status) private {
        if (status != AttestationStatus.Finalized && status != AttestationStatus.Overturned) return;
        _mustFail(abi.encodeCall(center.challengeTask, (id)));
        _mustFail(abi.encodeCall(center.closeChallenge, (id)));
    }

    /// @dev Answers where nothing is asked, joins where nothing was answered, and punishes losers before their time.
    function _trespassOnAnswer(uint256 index, AttestationStatus status) private {
        AttestationBook storage book = _books[index];
        bytes memory votes = _disputeVotes(book, ALL_SEATS);
        bool isOverturned = status == AttestationStatus.Overturned;
        bool isOpen = _blockNumber < _deadlineOf(index);
        if (status != AttestationStatus.Challenged)
            _mustFail(abi.encodeCall(center.resolveChallenge, (book.id, ALL_SEATS, votes)));
        if (!isOverturned || !isOpen || book.signers == 0)
            _mustFail(abi.encodeCall(center.joinOverturn, (book.id, ALL_SEATS, votes)));
        for (uint8 seat; seat < SEATS && (!isOverturned || isOpen); ++seat) {
            _mustFail(abi.encodeCall(center.slashIncorrectAttestation, (book.id, seat)));
        }
    }

    /* EXITS */

    /// @notice Takes every exit there is, as a stranger and after time alone; owners then take what is theirs.
    function closeAll() external {
        _pass(30);
        for (uint256 i; i < _books.length; ++i) {
            if (center.statusOf(_books[i].id) == AttestationStatus.Challenged) _close(i);
        }
        _pass(1);
        for (uint8 seat; seat < SEATS; ++seat) _claimAll(seat);
        _pass(30 days / BLOCK_SECONDS);
        for (uint16 id = 1; id <= _definitions.length; ++id) {
            DefinitionBook storage definition = _definition(id);
            _defund(id, definition.funded - definition.defunded - definition.reserved);
            if (!definition.isRetired) _retire(id);
        }
    }

    /// @dev All that a seat is owed at once, in both currencies.
    function _claimAll(uint8 seat) private {
        uint256 count;
        uint256[] memory owing = new uint256[](_books.length);
        for (uint256 i; i < _books.length; ++i) {
            bool isFinal = center.statusOf(_books[i].id) == AttestationStatus.Finalized;
            if (isFinal && _owedTo(_books[i], seat) != 0) owing[count++] = i;
        }
        uint256[] memory indices = new uint256[](count);
        for (uint256 i; i < count; ++i) indices[i] = owing[i];
        _claim(indices, seat);
    }

    /* THE RUN */

    /// @notice All actions.
    function actions() public pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](21);
        for (uint256 i; i < 21; ++i) selectors[i] = i < 10 ? _ownersAction(i) : _tasksAction(i - 10);
    }

    function _ownersAction(uint256 i) private pure returns (bytes4) {
        bytes4[10] memory selectors = [
            this.createDefinition.selector,
            this.fund.selector,
            this.defund.selector,
            this.changeCurrency.selector,
            this.changeTerms.selector,
            this.restrict.selector,
            this.setMinimumPower.selector,
            this.restake.selector,
            this.unstake.selector,
            this.retire.selector
        ];
        return selectors[i];
    }

    function _tasksAction(uint256 i) private pure returns (bytes4) {
        bytes4[11] memory selectors = [
            this.submit.selector,
            this.challenge.selector,
            this.resolve.selector,
            this.join.selector,
            this.close.selector,
            this.claim.selector,
            this.punishPerformer.selector,
            this.punishIncorrect.selector,
            this.punishDouble.selector,
            this.trespass.selector,
            this.roll.selector
        ];
        return selectors[i];
    }

    /// @notice The same, those that move tasks more often.
    function targets() external pure returns (bytes4[] memory selectors) {
        bytes4[] memory all = actions();
        selectors = new bytes4[](37);
        for (uint256 i; i < 21; ++i) selectors[i] = all[i];
        for (uint256 i = 21; i < 25; ++i) selectors[i] = this.submit.selector;
        for (uint256 i = 25; i < 27; ++i) selectors[i] = this.challenge.selector;
        for (uint256 i = 27; i < 29; ++i) selectors[i] = this.resolve.selector;
        for (uint256 i = 29; i < 32; ++i) selectors[i] = this.claim.selector;
        for (uint256 i = 32; i < 34; ++i) selectors[i] = this.punishPerformer.selector;
        (selectors[34], selectors[35]) = (this.seal.selector, this.roll.selector);
        // Only possible before the first task.
        selectors[36] = this.changeCurrency.selector;
    }
}
