// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {Membership, PoolRules, PoolTerms, Roster} from "../types/Pool.sol";
import {PoolId} from "../types/PoolId.sol";
import {SealingSeat} from "../types/SealingSeat.sol";

/// @title IRosters
/// @notice Pools of operators, and who held which seat at which version of a pool's roster.
interface IRosters {
    /// @notice Thrown when there is no such pool.
    error RosterUnknownPool(PoolId pool);

    /// @notice Thrown when a pool's terms contradict themselves.
    error RosterBadTerms(address market, uint32 seatLimit, Bps maxSlashBps, Bps noShowBps);

    /// @notice Thrown when the caller does not own the pool.
    error RosterNotOwner(PoolId pool, address caller);

    /// @notice Thrown when a pool takes no new members.
    error RosterClosed(PoolId pool);

    /// @notice Thrown when all seats are taken.
    error RosterFull(PoolId pool, uint32 seatLimit);

    /// @notice Thrown when the operator is a member already.
    error RosterAlreadyMember(PoolId pool, OperatorId operator);

    /// @notice Thrown when the operator is no member.
    error RosterNotMember(PoolId pool, OperatorId operator);

    /// @notice Thrown when the operator is jailed.
    error RosterOperatorJailed(PoolId pool, OperatorId operator);

    /// @notice Thrown when an operator has too little at stake to join.
    error RosterStakeTooLow(PoolId pool, OperatorId operator, uint256 active, uint256 needed);

    /// @notice Thrown when an operator lacks a key that the pool requires.
    error RosterKeyMissing(PoolId pool, OperatorId operator, uint8 kind);

    /// @notice Thrown when the pool's gate refuses an operator.
    error RosterGateRefused(PoolId pool, OperatorId operator);

    /// @notice Thrown when a member is in good standing and cannot be evicted.
    error RosterNotEvictable(PoolId pool, OperatorId operator);

    /// @notice Thrown when the hinted record did not hold at that version.
    error RosterBadHint(PoolId pool, uint32 seat, uint32 version, uint32 hint);

    /// @notice Thrown when a member cannot be replaced: seats are free, or the pool has too many to compare.
    error RosterNotReplaceable(PoolId pool, uint32 size, uint32 seatLimit);

    /// @notice Thrown when another member has less at stake.
    error RosterNotWeakest(PoolId pool, OperatorId operator, OperatorId weaker);

    /// @notice Thrown when a joiner has too little at stake to replace the weakest member.
    error RosterTooWeak(PoolId pool, OperatorId operator, uint256 active, uint256 needed);

    /// @notice Emitted when a pool opened.
    event PoolOpened(PoolId indexed pool, address indexed owner, address indexed market, PoolTerms terms);

    /// @notice Emitted when a pool takes members, or no longer.
    event PoolJoinable(PoolId indexed pool, bool isOpen);

    /// @notice Emitted when an operator took a seat; it holds from the version on.
    event SeatTaken(
        PoolId indexed pool,
        OperatorId indexed operator,
        address indexed controller,
        uint32 seat,
        uint32 version
    );

    /// @notice Emitted when an operator left its seat. Whoever held the last seat has moved into it.
    event SeatLeft(PoolId indexed pool, OperatorId indexed operator, uint32 seat, uint32 version, bool isEvicted);

    /// @notice Opens a pool, owned by the caller. Its terms are fixed for ever.
    function openPool(PoolTerms calldata terms) external returns (PoolId);

    /// @notice Takes new members, or no longer. Pool's owner only. Those inside stay.
    function setJoinable(PoolId pool, bool isOpen) external;

    /// @notice Takes a seat for the caller's operator, and consents to the pool's terms of slashing.
    /// @param data What the pool's gate wants to see.
    function joinPool(PoolId pool, bytes calldata data) external;

    /// @notice Leaves a seat. What was drawn before stays due, and slashable for the unbonding period.
    function leavePool(PoolId pool) external;

    /// @notice Removes a member that is jailed or has too little at stake. Anyone may.
    function evict(PoolId pool, OperatorId operator) external;

    /// @notice Takes the seat of the weakest member of a full pool of at most 256 seats, with at least 110 % of its
    /// stake. Of equally weak members any may be named.
    /// @param weakest The member that goes.
    /// @param data What the pool's gate wants to see.
    function replaceWeakest(PoolId pool, OperatorId weakest, bytes calldata data) external;

    /// @notice What a market reads when it draws.
    function rosterOf(PoolId pool) external view returns (Roster memory);

    /// @notice The rest of a pool's terms.
    function rulesOf(PoolId pool) external view returns (PoolRules memory);

    /// @notice Share of its stake that a no-show costs a member.
    function noShowBpsOf(PoolId pool) external view returns (Bps);

    /// @notice Who held a seat at a version.
    /// @param version The version; it must have been reached.
    /// @param hint 0 when the seat's newest record held then, else the version at which the record was closed.
    function seatAt(
        PoolId pool,
        uint32 version,
        uint32 seat,
        uint32 hint
    ) external view returns (address controller, OperatorId operator);

    /// @notice What a seal needs to know of seats that follow each other. Reverts when nobody held one of them.
    /// @param version A version of the roster that was reached.
    /// @param first The first seat.
    /// @param count How many.
    /// @param hints For each seat, see seatAt; empty for all 0.
    /// @param kind Kind of the keys.
    function sealingSeats(
        PoolId pool,
        uint32 version,
        uint32 first,
        uint32 count,
        uint32[] calldata hints,
        uint8 kind
    ) external view returns (SealingSeat[] memory);

    /// @notice An operator's place in a pool.
    function membershipOf(PoolId pool, OperatorId operator) external view returns (Membership memory);

    /// @notice How many pools have opened; the newest has this id.
    function poolCount() external view returns (uint32);
}
