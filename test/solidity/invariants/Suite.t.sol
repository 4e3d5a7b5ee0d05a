// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../../contracts/interfaces/IEscrow.sol";
import {Currency, NATIVE} from "../../../contracts/types/Currency.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {Membership} from "../../../contracts/types/Pool.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";
import {StakeAccount} from "../../../contracts/types/Operator.sol";
import {Assert} from "../helpers/Assert.sol";
import {deploy} from "../helpers/deploy.sol";
import {InvariantTargets} from "../helpers/InvariantTargets.sol";
import {VM} from "../helpers/Vm.sol";
import {Handler} from "./Handler.sol";
import {Observations} from "./Observations.sol";
import {TaskBook} from "./TaskBook.sol";

/// @title SuiteHandler
/// @notice The handler under a name of this file: the runner knows the contracts of the files it is given.
contract SuiteHandler is Handler {}

/// @title SuiteInvariants
/// @notice What holds of the suite whatever anybody does; docs/invariants.md numbers it.
/// @dev The runner draws calls from the handler and asks every invariant after each; what an invariant changes is
/// forgotten.
contract SuiteInvariants is InvariantTargets {
    uint256 private constant SEATS = 6;
    uint256 private constant MAX_SLASH_BPS = 3_000;
    uint256 private constant STEPS_BETWEEN_LOOKS = 100;
    uint256 private constant MOST_LOOKS = 20;

    Handler private _handler;

    function setUp() external {
        _handler = Handler(deploy("SuiteHandler", ""));
    }

    function _target() internal view override returns (address) {
        return address(_handler);
    }

    /* MONEY */

    function invariant_I1_TheEscrowHoldsWhatItOwes() external view {
        uint256 native = _owedByEscrow(NATIVE) + _handler.strayInEscrow(0);
        Assert.isEqual(address(_handler.escrow()).balance, native);
        Currency coin = _handler.currencies()[1];
        uint256 tokens = _owedByEscrow(coin) + _handler.strayInEscrow(1);
        Assert.isEqual(_handler.token().balanceOf(address(_handler.escrow())), tokens);
    }

    function _owedByEscrow(Currency currency) private view returns (uint256 owed) {
        address[] memory accounts = _handler.accounts();
        for (uint256 i; i < accounts.length; ++i) {
            owed += _handler.escrow().creditOf(accounts[i], currency);
            owed += _handler.escrow().heldBy(accounts[i], currency);
        }
        owed += _handler.escrow().heldBy(address(_handler.dispatcher()), currency);
    }

    function invariant_I2_TheRegistryHoldsEveryStakeAlsoWhileItUnbonds() external view {
        uint256 owed = _handler.strayInRegistry();
        uint32 count = _handler.registry().operatorCount();
        for (uint32 i = 1; i <= count; ++i) {
            StakeAccount memory account = _handler.registry().stakeOf(OperatorId.wrap(i));
            owed += uint256(account.active) + account.unbonding;
        }
        Assert.isEqual(address(_handler.registry()).balance, owed);
    }

    function invariant_I3_AMarketHoldsWhatItsOpenTasksOwe() external view {
        Currency[2] memory used = _handler.currencies();
        uint256 count = _handler.taskCount();
        for (uint256 i; i < 2; ++i) {
            uint256 owed;
            for (uint256 j; j < count; ++j) owed += _handler.owedBy(j, used[i]);
            Assert.isEqual(_handler.escrow().heldBy(address(_handler.dispatcher()), used[i]), owed);
        }
        Assert.isEqual(_handler.overdrafts(), 0);
    }

    function invariant_I4_NoPathPaysATaskTwice() external view {
        uint256 count = _handler.taskCount();
        for (uint256 i; i < count; ++i) {
            TaskBook memory book = _handler.bookAt(i);
            Assert.isAtMost(book.finalizations, 1);
            Assert.isEqual(book.paidTwice, 0);
            for (uint256 j; j < 2; ++j) {
                Assert.isAtMost(book.paid[j], book.locked[j]);
                if (book.finalizations == 1) Assert.isEqual(book.paid[j], book.locked[j]);
            }
        }
    }

    /* LIFE */

    /// @dev A row a status, a column a status to move to: None, Pending, Completed, TimedOut, Failed, Finalized.
    function _matrix() private pure returns (bytes6[6] memory) {
        return [bytes6("010000"), "001110", "000001", "000001", "000001", "000000"];
    }

    function invariant_I5_StatusesOnlyMoveAlongTheTable() external view {
        bytes6[6] memory matrix = _matrix();
        for (uint256 from; from < 6; ++from) {
            for (uint256 to; to < 6; ++to) {
                if (matrix[from][to] == "0") Assert.isEqual(_handler.moves(from, to), 0);
            }
        }
        Assert.isEqual(_handler.trespasses(), 0);
        uint256 count = _handler.taskCount();
        for (uint256 i; i < count; ++i) {
            TaskBook memory book = _handler.bookAt(i);
            Assert.isEqual(uint256(book.seenStatus), uint256(book.status));
        }
    }

    function invariant_I8_EveryTaskHasAnExitThatAnybodyCanTake() external {
        _handler.closeAll();

        uint256 count = _handler.taskCount();
        for (uint256 i; i < count; ++i) {
            DispatchStatus status = _handler.dispatcher().statusOf(_handler.bookAt(i).id);
            Assert.isEqual(uint256(status), uint256(DispatchStatus.Finalized));
        }
        Currency[2] memory used = _handler.currencies();
        for (uint256 i; i < 2; ++i) {
            Assert.isEqual(_handler.escrow().heldBy(address(_handler.dispatcher()), used[i]), 0);
        }
    }

    /* PEOPLE */

    function invariant_I6_ASeatHasOneRecordAtEachVersion() external view {
        for (uint32 i = 1; i <= 2; ++i) {
            PoolId pool = PoolId.wrap(i);
            uint32 version = _handler.versionOf(pool);
            Assert.isEqual(_handler.registry().rosterOf(pool).version, version);
            _requireOneRecordASeat(pool, version, version);
            // One version of the past a call: which one moves with the roster and with the tasks.
            _requireOneRecordASeat(pool, uint32((_handler.taskCount() * 7 + version * 5) % (version + 1)), version);
            _requireLiveSeats(pool, version);
        }
    }

    function _requireOneRecordASeat(PoolId pool, uint32 version, uint32 newest) private view {
        uint32[] memory roster = _handler.rosterAt(pool, version);
        for (uint32 seat; seat < SEATS; ++seat) {
            uint256 records;
            for (uint32 hint; hint <= newest; ++hint) {
                try _handler.registry().seatAt(pool, version, seat, hint) returns (address, OperatorId operator) {
                    ++records;
                    Assert.isTrue(seat < roster.length, "nobody sits beyond the roster");
                    Assert.isEqual(OperatorId.unwrap(operator), roster[seat]);
                } catch {}
            }
            Assert.isEqual(records, seat < roster.length ? 1 : 0);
        }
    }

    function _requireLiveSeats(PoolId pool, uint32 version) private view {
        uint32[] memory roster = _handler.rosterAt(pool, version);
        uint32 count = _handler.registry().operatorCount();
        uint256 live;
        for (uint32 i = 1; i <= count; ++i) {
            Membership memory membership = _handler.registry().membershipOf(pool, OperatorId.wrap(i));
            if (!membership.isLive) continue;
            ++live;
            Assert.isEqual(roster[membership.seat], i);
        }
        Assert.isEqual(_handler.registry().rosterOf(pool).size, live);
        Assert.isEqual(roster.length, live);
    }

    function invariant_I9_ASlashStaysWithinItsCapAndTheStake() external view {
        Observations.Slash[] memory slashes = _handler.slashes();
        for (uint256 i; i < slashes.length; ++i) {
            Observations.Slash memory slash = slashes[i];
            Assert.isAtMost(slash.amount, (slash.before * MAX_SLASH_BPS) / 10_000);
            Assert.isEqual(slash.before - slash.left, slash.amount);
            Assert.isAtMost(slash.compensation, slash.loss);
            Assert.isAtMost(slash.bounty * 2, slash.amount);
            Assert.isAtMost(slash.compensation + slash.bounty, slash.amount);
            Assert.isEqual(slash.punishments, 1);
        }
        uint32 count = _handler.registry().operatorCount();
        for (uint32 i = 1; i <= count; ++i) Assert.isAtMost(_handler.slashedFrom(i), _handler.stakedFor(i));
    }

    function invariant_I10_WhoeverActedIsWhoWasDrawn() external view {
        Observations.Acceptance[] memory accepted = _handler.acceptances();
        for (uint256 i; i < accepted.length; ++i) {
            address drawn = _handler.runnerAt(accepted[i].task, accepted[i].position);
            Assert.isEqual(uint160(accepted[i].runner), uint160(drawn));
        }
        Assert.isEqual(_handler.intrusions(), 0);
    }

    /* THE RUN ITSELF */

    /// @notice At the end of a run, everybody takes their money, and only what markets hold is left.
    function afterInvariant() external {
        IEscrow escrow = _handler.escrow();
        address[] memory accounts = _handler.accounts();
        Currency[2] memory used = _handler.currencies();
        for (uint256 i; i < 2 * accounts.length; ++i) {
            (address account, Currency currency) = (accounts[i / 2], used[i % 2]);
            uint256 credit = escrow.creditOf(account, currency);
            VM.prank(account);
            escrow.withdraw(currency, address(0xBEEF), credit);
        }
        this.invariant_I1_TheEscrowHoldsWhatItOwes();
    }

    function test_EveryActionComesToSomething() external {
        bytes4[] memory actions = _handler.actions();
        for (uint256 i; i < MOST_LOOKS && _idle(actions) != 0; ++i) _takeSteps(i * STEPS_BETWEEN_LOOKS);

        Assert.isEqual(uint32(_idle(actions)), 0);
        _requireEveryEdge();
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

    function _requireEveryEdge() private view {
        bytes6[6] memory matrix = _matrix();
        for (uint256 from; from < 6; ++from) {
            for (uint256 to; to < 6; ++to) {
                if (matrix[from][to] == "1") Assert.isTrue(_handler.moves(from, to) > 0, "an edge nobody took");
            }
        }
    }
}
