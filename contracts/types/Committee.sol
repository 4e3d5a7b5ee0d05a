// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "./OperatorId.sol";

/// @notice A sealed roster. Seats and the totals are in code pages; page 0 holds the totals.
struct Committee {
    // slot 0
    address page0;
    uint16 size;
    uint40 sealedAt;
    uint40 supersededAt;
    // slot 1: bit s set: seat s can no longer sign, and still counts in the total; set for seats without power
    uint256 voided;
    // slot 2
    address page1;
    uint32 rosterVersion;
    // slot 3
    address page2;
    // slot 4
    address sealer;
}

/// @notice One page's worth of a seal.
/// @param rosterVersion Version of the roster that is sealed.
/// @param keys Keys of the page's seats in order, 192 bytes each.
/// @param hints For each seat, 0 or the version at which the record that held was closed; may be empty for all 0.
struct SealPart {
    uint32 rosterVersion;
    bytes keys;
    uint32[] hints;
}

/// @notice A seat as it was sealed.
/// @param power Voting power in the staking currency: the stake that was active at sealing.
struct CommitteeSeat {
    OperatorId operator;
    uint96 power;
}

/// @notice What a valid aggregate signature amounts to.
/// @param signedPower Power of the signers.
/// @param totalPower Power of the whole committee.
/// @param voided Seats that can no longer sign; the caller decides what that means for the signers.
/// @param isLive Whether the committee may still decide anything new.
struct Quorum {
    uint256 signedPower;
    uint256 totalPower;
    uint256 voided;
    bool isLive;
}
