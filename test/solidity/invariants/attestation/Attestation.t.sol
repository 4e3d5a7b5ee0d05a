// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationStatus} from "../../../../contracts/types/AttestationStatus.sol";
import {Currency} from "../../../../contracts/types/Currency.sol";
import {Assert} from "../../helpers/Assert.sol";
import {deploy} from "../../helpers/deploy.sol";
import {InvariantTargets} from "../../helpers/InvariantTargets.sol";
import {AttestationBooks} from "./AttestationBooks.sol";
import {AttestationHandler} from "./AttestationHandler.sol";

/// @title AttestationSuiteHandler
/// @notice The handler under a name of this file: the runner knows the contracts of the files it is given.
contract AttestationSuiteHandler is AttestationHandler {}

/// @title AttestationInvariants
/// @notice What holds of the attestation lifecycle whatever anybody does; docs/invariants.md numbers it.
contract AttestationInvariants is InvariantTargets {
    uint256 private constant STATUSES = 7;
    uint256 private constant STEPS_BETWEEN_LOOKS = 100;
    uint256 private constant MOST_LOOKS = 8;

    AttestationHandler private _handler;

    function setUp() external {
        _handler = AttestationHandler(deploy("AttestationSuiteHandler", ""));
    }

    function _target() internal view override returns (address) {
        return address(_handler);
    }

    /* MONEY */

    function invariant_I1_TheEscrowHoldsWhatItOwes() external view {
        uint256[2] memory owed = _handler.owedByEscrow();
        Assert.isEqual(address(_handler.escrow()).balance, owed[0]);
        Assert.isEqual(_handler.token().balanceOf(address(_handler.escrow())), owed[1]);
    }

    function invariant_I3_TheCenterHoldsFundsRewardsBondsAndDeposits() external view {
        Currency[2] memory used = _handler.currencies();
        for (uint256 i; i < 2; ++i) Assert.isEqual(_handler.heldIn(used[i]), _handler.owedIn(used[i]));
        AttestationBooks.DefinitionBook[] memory definitions = _handler.definitions();
        for (uint16 id = 1; id <= definitions.length; ++id) {
            AttestationBooks.DefinitionBook memory definition = definitions[id - 1];
            uint256 free = definition.funded - definition.defunded - definition.reserved;
            Assert.isEqual(_handler.center().taskDefinitionOf(id).funds, free);
        }
    }

    function invariant_I4_NoPathPaysATaskTwice() external view {
        uint256 count = _handler.taskCount();
        for (uint256 i; i < count; ++i) {
            AttestationBooks.AttestationBook memory book = _handler.bookAt(i);
            Assert.isAtMost(book.claimed, book.isApproved ? book.reserved : book.forfeited);
        }
        Assert.isEqual(_handler.miscounts(), 0);
        Assert.isEqual(_handler.trespasses(), 0);
    }

    function invariant_I12_ClaimedRewardsAreAtMostFunded() external view {
        AttestationBooks.DefinitionBook[] memory definitions = _handler.definitions();
        for (uint256 i; i < definitions.length; ++i) {
            AttestationBooks.DefinitionBook memory definition = definitions[i];
            Assert.isAtMost(definition.claimed, definition.reserved);
            Assert.isAtMost(definition.reserved + definition.defunded, definition.funded);
        }
        (uint256[2] memory paid, uint256[2] memory claimed) = (_handler.paid(), _handler.claimed());
        for (uint256 i; i < 2; ++i) Assert.isEqual(paid[i], claimed[i]);
    }

    /* LIFE */

    /// @dev A row a status, a column a status to move to: None, Approved, Rejected, Challenged, Overturned, Upheld,
    /// Finalized, which is never stored.
    function _matrix() private pure returns (bytes7[7] memory) {
        return [bytes7("0110000"), "0001000", "0001000", "0000110", "0000000", "0000000", "0000000"];
    }

    function invariant_I5_StatusesOnlyMoveAlongTheTable() external view {
        bytes7[7] memory matrix = _matrix();
        for (uint256 from; from < STATUSES; ++from) {
            for (uint256 to; to < STATUSES; ++to) {
                if (matrix[from][to] == "0") Assert.isEqual(_handler.moves(from, to), 0);
            }
        }
    }

    function invariant_I8_EveryTaskHasAnExitThatAnybodyCanTake() external {
        _handler.closeAll();

        uint256 count = _handler.taskCount();
        for (uint256 i; i < count; ++i) {
            AttestationBooks.AttestationBook memory book = _handler.bookAt(i);
            AttestationStatus status = _handler.center().statusOf(book.id);
            bool isOver = status == AttestationStatus.Finalized || status == AttestationStatus.Overturned;
            Assert.isTrue(isOver, "a task that nobody can end");
            Assert.isEqual(book.claimed, book.isApproved ? book.reserved : book.forfeited);
        }
        Currency[2] memory used = _handler.currencies();
        for (uint256 i; i < 2; ++i) Assert.isEqual(_handler.heldIn(used[i]), 0);
    }

    /* PEOPLE */

    function invariant_I9_ASlashStaysWithinItsCapAndTheStake() external view {
        AttestationBooks.Slash[] memory slashes = _handler.slashes();
        for (uint256 i; i < slashes.length; ++i) {
            AttestationBooks.Slash memory slash = slashes[i];
            Assert.isEqual(slash.amount, (slash.before * slash.share) / 10_000);
            Assert.isAtMost(slash.amount, (slash.before * _handler.MAX_SLASH_BPS()) / 10_000);
            Assert.isEqual(slash.before - slash.left, slash.amount);
        }
    }

    /* THE RUN ITSELF */

    function test_EveryActionComesToSomething() external {
        bytes4[] memory actions = _handler.actions();
        for (uint256 i; i < MOST_LOOKS && _idle(actions) != 0; ++i) _takeSteps(i * STEPS_BETWEEN_LOOKS);

        Assert.isEqual(uint32(_idle(actions)), 0);
        bytes7[7] memory matrix = _matrix();
        for (uint256 from; from < STATUSES; ++from) {
            for (uint256 to; to < STATUSES; ++to) {
                if (matrix[from][to] == "1") Assert.isTrue(_handler.moves(from, to) > 0, "an edge nobody took");
            }
        }
    }

    /// @dev Many actions in an order that chance has chosen once.
    function _takeSteps(uint256 start) private {
        bytes4[] memory targets = _handler.targets();
        for (uint256 i = start; i < start + STEPS_BETWEEN_LOOKS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            (bool isDone, bytes memory reason) = address(_handler).call(
                abi.encodeWithSelector(targets[seed % targets.length], seed)
            );
            if (isDone) continue;
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    /// @dev The first action that has come to nothing so far, or 0.
    function _idle(bytes4[] memory actions) private view returns (bytes4) {
        for (uint256 i; i < actions.length; ++i) {
            if (_handler.happened(actions[i]) == 0) return actions[i];
        }
        return 0;
    }
}
