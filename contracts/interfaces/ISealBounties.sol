// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title ISealBounties
/// @notice Pays whoever seals a pool's roster, out of what the pool's market, owner or users put aside for it.
interface ISealBounties {
    /// @notice Thrown when a committee earned no bounty: it was paid, comes too soon after the last that was, or the
    /// pool offers none.
    error SealBountyNotDue(CommitteeId committee);

    /// @notice Thrown when somebody else than a pool's owner sets its bounty, or governance for a pool that is not the
    /// market's own.
    error SealBountyNotOwner(PoolId pool, address caller);

    /// @notice Thrown when the attached native coin is not the amount.
    error SealBountyWrongValue(uint256 sent, uint256 needed);

    /// @notice Emitted when a pool's fund grew. Wei.
    event SealingFunded(PoolId indexed pool, address indexed payer, uint256 amount);

    /// @notice Emitted when a pool's bounty was set. Wei a seat.
    event SealBountySet(PoolId indexed pool, uint256 oldPerSeat, uint256 newPerSeat);

    /// @notice Emitted when whoever sealed a committee was paid. Wei.
    event SealBountyPaid(CommitteeId indexed committee, address indexed sealer, uint256 amount);

    /// @notice Adds to a pool's fund: native coin attached, or the caller's credit. Anyone may; nothing takes it out
    /// but bounties.
    function fund(PoolId pool, uint128 amount) external payable;

    /// @notice Sets what a pool pays for each sealed seat, in wei, in place of the default. Pool's owner only.
    function setBountyPerSeat(PoolId pool, uint96 perSeat) external;

    /// @notice The same for a pool that its market owns, like the default pool of the AttestationCenter, which cannot
    /// speak for itself. Governance only.
    function setMarketBountyPerSeat(PoolId pool, uint96 perSeat) external;

    /// @notice Pays who sealed a committee, at most once in SEAL_INTERVAL and pool. Anyone may.
    function pay(CommitteeId committee) external;

    /// @notice What a pool's fund holds, in wei.
    function fundOf(PoolId pool) external view returns (uint256);

    /// @notice What a pool pays for each seat, in wei.
    function bountyPerSeatOf(PoolId pool) external view returns (uint256);
}
