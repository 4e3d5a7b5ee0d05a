// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPoolGate} from "../../interfaces/IPoolGate.sol";
import {IRosters} from "../../interfaces/IRosters.sol";
import {Bps} from "../../types/Bps.sol";
import {OperatorStatus} from "../../types/Operator.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Membership, PoolRules, PoolTerms, Roster} from "../../types/Pool.sol";
import {PoolId} from "../../types/PoolId.sol";
import {SealingSeat} from "../../types/SealingSeat.sol";
import {SeatRecord} from "../../types/SeatRecord.sol";
import {Staking} from "./Staking.sol";

/// @title Rosters
/// @notice Who holds which seat, and who held it.
/// @dev A seat keeps its newest record in place. A record that is overwritten is archived under the version at which it
/// was closed, so a look-up needs that version as a hint, and neither joining nor leaving needs one.
abstract contract Rosters is Staking, IRosters {
    /// @notice Most members among whom the weakest is looked for: as many as a committee has.
    uint32 public constant MAX_COMPARED_SEATS = 256;
    /// @notice What a joiner needs of the weakest member's stake to replace it, in basis points.
    uint256 public constant REPLACE_BPS = 11_000;

    /// @inheritdoc IRosters
    uint32 public poolCount;

    mapping(PoolId pool => Roster roster) private _rosters;
    mapping(PoolId pool => PoolRules rules) private _rules;
    mapping(PoolId pool => mapping(OperatorId operator => Membership membership)) private _memberships;
    mapping(PoolId pool => mapping(uint32 seat => SeatRecord record)) private _newest;
    mapping(PoolId pool => mapping(uint32 seat => mapping(uint32 toVersion => SeatRecord record))) private _archive;

    /* POOLS */

    /// @inheritdoc IRosters
    function openPool(PoolTerms calldata terms) external returns (PoolId pool) {
        if (terms.market == address(0) || terms.seatLimit == 0 || !_areSharesSound(terms))
            revert RosterBadTerms(terms.market, terms.seatLimit, terms.maxSlashBps, terms.noShowBps);

        pool = PoolId.wrap(++poolCount);
        _rosters[pool] = Roster({
            market: terms.market,
            size: 0,
            version: 0,
            minimumResponseBlocks: terms.minimumResponseBlocks,
            isOpen: true
        });
        _rules[pool] = PoolRules({
            owner: msg.sender,
            minimumStake: terms.minimumStake,
            gate: terms.gate,
            seatLimit: terms.seatLimit,
            maxSlashBps: terms.maxSlashBps,
            noShowBps: terms.noShowBps,
            requiredKeys: terms.requiredKeys,
            hasGate: terms.gate != address(0),
            capability: terms.capability
        });

        emit PoolOpened(pool, msg.sender, terms.market, terms);
    }

    function _areSharesSound(PoolTerms calldata terms) private pure returns (bool) {
        return terms.noShowBps.isWithin(terms.maxSlashBps) && terms.maxSlashBps.isWithin(Bps.wrap(10_000));
    }

    /// @inheritdoc IRosters
    function setJoinable(PoolId pool, bool isOpen) external {
        if (_rules[pool].owner != msg.sender) revert RosterNotOwner(pool, msg.sender);

        _rosters[pool].isOpen = isOpen;

        emit PoolJoinable(pool, isOpen);
    }

    /* SEATS */

    /// @inheritdoc IRosters
    function joinPool(PoolId pool, bytes calldata data) external {
        _join(pool, _callersOperator(), data);
    }

    function _join(PoolId pool, OperatorId operator, bytes calldata data) private {
        Roster memory roster = _rosters[pool];
        _requireAdmissible(pool, operator, roster, data);

        uint32 version = ++roster.version;
        uint32 seat = roster.size++;
        _rosters[pool] = roster;
        _write(pool, seat, SeatRecord(msg.sender, operator, version, 0));
        _memberships[pool][operator] = Membership({isLive: true, seat: seat, leftAt: 0, hasJoined: true});

        emit SeatTaken(pool, operator, msg.sender, seat, version);
    }

    function _requireAdmissible(
        PoolId pool,
        OperatorId operator,
        Roster memory roster,
        bytes calldata data
    ) private view {
        PoolRules storage rules = _rules[pool];
        if (roster.market == address(0)) revert RosterUnknownPool(pool);
        if (!roster.isOpen) revert RosterClosed(pool);
        if (roster.size >= rules.seatLimit) revert RosterFull(pool, rules.seatLimit);
        if (_memberships[pool][operator].isLive) revert RosterAlreadyMember(pool, operator);
        _requireStanding(pool, operator, rules.minimumStake);
        _requireKeys(pool, operator, rules.requiredKeys);
        if (!rules.hasGate) return;
        if (!IPoolGate(rules.gate).canJoin(pool, operator, msg.sender, data)) revert RosterGateRefused(pool, operator);
    }

    function _requireStanding(PoolId pool, OperatorId operator, uint256 minimumStake) private view {
        if (_operators[operator].status == OperatorStatus.Jailed) revert RosterOperatorJailed(pool, operator);
        uint256 active = _stakes[operator].active;
        if (active < minimumStake) revert RosterStakeTooLow(pool, operator, active, minimumStake);
    }

    function _requireKeys(PoolId pool, OperatorId operator, uint32 kinds) private view {
        for (uint8 kind; kinds >> kind != 0; ++kind) {
            if ((kinds >> kind) & 1 == 1 && keyOf(operator, kind) == 0) revert RosterKeyMissing(pool, operator, kind);
        }
    }

    /// @inheritdoc IRosters
    function replaceWeakest(PoolId pool, OperatorId weakest, bytes calldata data) external {
        OperatorId operator = _callersOperator();
        (uint32 size, uint32 seatLimit) = (_rosters[pool].size, _rules[pool].seatLimit);
        if (size < seatLimit || size > MAX_COMPARED_SEATS) revert RosterNotReplaceable(pool, size, seatLimit);
        uint256 lowest = _stakes[weakest].active;
        _requireWeakest(pool, size, weakest, lowest);
        uint256 active = _stakes[operator].active;
        uint256 needed = (lowest * REPLACE_BPS + 9_999) / 10_000;
        if (active < needed) revert RosterTooWeak(pool, operator, active, needed);

        _leave(pool, weakest, true);
        _join(pool, operator, data);
    }

    function _requireWeakest(PoolId pool, uint32 size, OperatorId weakest, uint256 lowest) private view {
        for (uint32 seat; seat < size; ++seat) {
            OperatorId operator = _newest[pool][seat].operator;
            if (_stakes[operator].active < lowest) revert RosterNotWeakest(pool, weakest, operator);
        }
    }

    /// @inheritdoc IRosters
    function leavePool(PoolId pool) external {
        _leave(pool, _callersOperator(), false);
    }

    /// @inheritdoc IRosters
    function evict(PoolId pool, OperatorId operator) external {
        bool isJailed = _operators[operator].status == OperatorStatus.Jailed;
        if (!isJailed && _stakes[operator].active >= _rules[pool].minimumStake)
            revert RosterNotEvictable(pool, operator);

        _leave(pool, operator, true);
    }

    /// @dev The last seat's holder moves into the freed seat, so seats stay dense.
    function _leave(PoolId pool, OperatorId operator, bool isEvicted) private {
        Membership storage membership = _memberships[pool][operator];
        if (!membership.isLive) revert RosterNotMember(pool, operator);

        uint32 seat = membership.seat;
        uint32 last = --_rosters[pool].size;
        uint32 version = ++_rosters[pool].version;
        membership.isLive = false;
        membership.leftAt = uint40(block.timestamp);
        SeatRecord memory mover = _newest[pool][last];
        _newest[pool][last].toVersion = version;
        if (seat != last) {
            _newest[pool][seat].toVersion = version;
            _write(pool, seat, SeatRecord(mover.controller, mover.operator, version, 0));
            _memberships[pool][mover.operator].seat = seat;
        }

        emit SeatLeft(pool, operator, seat, version, isEvicted);
    }

    /// @dev The one place that writes a new record; what it overwrites is closed, and goes to the archive.
    function _write(PoolId pool, uint32 seat, SeatRecord memory record) private {
        SeatRecord memory closed = _newest[pool][seat];
        if (closed.fromVersion != 0) _archive[pool][seat][closed.toVersion] = closed;
        _newest[pool][seat] = record;
    }

    /* VIEWS */

    /// @inheritdoc IRosters
    function rosterOf(PoolId pool) external view returns (Roster memory) {
        return _rosters[pool];
    }

    /// @inheritdoc IRosters
    function rulesOf(PoolId pool) external view returns (PoolRules memory) {
        return _rules[pool];
    }

    /// @inheritdoc IRosters
    function noShowBpsOf(PoolId pool) external view returns (Bps) {
        return _rules[pool].noShowBps;
    }

    /// @inheritdoc IRosters
    function seatAt(
        PoolId pool,
        uint32 version,
        uint32 seat,
        uint32 hint
    ) external view returns (address controller, OperatorId operator) {
        SeatRecord memory record = _recordAt(pool, version, seat, hint);
        return (record.controller, record.operator);
    }

    /// @inheritdoc IRosters
    function sealingSeats(
        PoolId pool,
        uint32 version,
        uint32 first,
        uint32 count,
        uint32[] calldata hints,
        uint8 kind
    ) external view returns (SealingSeat[] memory seats) {
        seats = new SealingSeat[](count);
        for (uint32 i; i < count; ++i) {
            uint32 hint = hints.length == 0 ? 0 : hints[i];
            OperatorId operator = _recordAt(pool, version, first + i, hint).operator;
            seats[i].operator = operator;
            if (_operators[operator].status != OperatorStatus.Jailed) seats[i].power = _stakes[operator].active;
            seats[i].keyHash = keyOf(operator, kind);
        }
    }

    function _recordAt(
        PoolId pool,
        uint32 version,
        uint32 seat,
        uint32 hint
    ) private view returns (SeatRecord memory record) {
        record = hint == 0 ? _newest[pool][seat] : _archive[pool][seat][hint];
        bool held =
            record.fromVersion != 0 &&
                record.fromVersion <= version &&
                (record.toVersion == 0 || version < record.toVersion);
        if (!held) revert RosterBadHint(pool, seat, version, hint);
    }

    /// @inheritdoc IRosters
    function membershipOf(PoolId pool, OperatorId operator) external view returns (Membership memory) {
        return _memberships[pool][operator];
    }

    /* INTERNALS */

    /// @inheritdoc Staking
    function _slashLimit(PoolId pool, address market) internal view override returns (Bps) {
        if (_rosters[pool].market != market || !isMarket[market]) revert StakingNotPoolMarket(pool, market);
        return _rules[pool].maxSlashBps;
    }

    /// @inheritdoc Staking
    function _hasConsented(OperatorId operator, PoolId pool) internal view override returns (bool) {
        Membership memory membership = _memberships[pool][operator];
        if (membership.isLive) return true;
        return membership.hasJoined && block.timestamp <= uint256(membership.leftAt) + unbondingPeriod;
    }
}
