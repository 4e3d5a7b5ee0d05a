// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";

/// @notice What a pool asks of those who join and what they consent to. Fixed for ever when the pool opens.
/// @param market The only contract that may draw from the pool and slash its members.
/// @param capability Hash of what members can do, for example keccak256("gpu").
/// @param minimumStake Active stake a member must keep, in the staking currency.
/// @param seatLimit Most members at one time.
/// @param minimumResponseBlocks Shortest time to answer that the market may give a member.
/// @param maxSlashBps Largest share of its slashable stake that one offence may cost a member.
/// @param noShowBps Share that a no-show costs; at most maxSlashBps.
/// @param requiredKeys Bit k set: members hold a key of kind k.
/// @param gate Asked before somebody joins; the zero address lets everybody in.
struct PoolTerms {
    address market;
    bytes32 capability;
    uint96 minimumStake;
    uint32 seatLimit;
    uint16 minimumResponseBlocks;
    Bps maxSlashBps;
    Bps noShowBps;
    uint32 requiredKeys;
    address gate;
}

/// @notice What a market reads when it draws: one slot.
struct Roster {
    // slot 0
    address market;
    uint32 size;
    uint32 version;
    uint16 minimumResponseBlocks;
    bool isOpen;
}

/// @notice The rest of a pool's terms. Joining reads the first slot, and the gate's only where there is one.
struct PoolRules {
    // slot 0
    uint96 minimumStake;
    uint32 seatLimit;
    Bps maxSlashBps;
    Bps noShowBps;
    uint32 requiredKeys;
    bool hasGate;
    // slot 1
    address owner;
    // slot 2
    address gate;
    // slot 3
    bytes32 capability;
}

/// @notice An operator's place in a pool. leftAt is the time it last left, in seconds.
struct Membership {
    // slot 0
    bool isLive;
    uint32 seat;
    uint40 leftAt;
    bool hasJoined;
}
