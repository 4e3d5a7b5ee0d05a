// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Currency} from "../types/Currency.sol";
import {StakeAccount} from "../types/Operator.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {Offence} from "../types/Offence.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title IStaking
/// @notice What operators put at stake. One staking currency per deployment.
interface IStaking {
    /// @notice Thrown when the attached native coin is not the amount staked.
    error StakingWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when a transfer moved another amount than it was asked to.
    error StakingTransferMismatch(uint256 expected, uint256 moved);

    /// @notice Thrown when less is at stake than is asked for.
    error StakingInsufficient(OperatorId operator, uint256 active, uint256 needed);

    /// @notice Thrown when unbonding stake is asked for too early. Times in seconds.
    error StakingStillUnbonding(OperatorId operator, uint256 time, uint256 releaseAt);

    /// @notice Thrown when nothing is unbonding.
    error StakingNothingUnbonding(OperatorId operator);

    /// @notice Thrown when a slash is asked for by somebody else than the pool's approved market.
    error StakingNotPoolMarket(PoolId pool, address caller);

    /// @notice Thrown when the operator never joined the pool, or left it longer ago than the unbonding period.
    error StakingNotConsenting(OperatorId operator, PoolId pool);

    /// @notice Thrown when an offence costs more than the pool declared.
    error StakingShareTooLarge(PoolId pool, Bps share, Bps limit);

    /// @notice Thrown when a bounty is half of the slash or more.
    error StakingBountyTooLarge(Bps bountyBps);

    /// @notice Thrown when an offence was punished already.
    error StakingOffencePunished(address market, bytes32 offence);

    /// @notice Thrown when the operator is not jailed.
    error StakingNotJailed(OperatorId operator);

    /// @notice Thrown when a jailed operator asks to be let out too early or with too little stake.
    error StakingStillJailed(OperatorId operator, uint256 jailedUntil, uint256 active, uint256 bail);

    /// @notice Thrown at deployment when unbonding is not longer than the longest obligation.
    error StakingPeriodTooShort(uint256 period, uint256 longestObligation);

    /// @notice Thrown when native coin cannot be delivered.
    error StakingWithdrawalFailed(address to, uint256 amount);

    /// @notice Thrown when stake would go to the zero address.
    error StakingZeroAddress();

    /// @notice Emitted when stake was added.
    event Staked(OperatorId indexed operator, address indexed payer, uint256 amount);

    /// @notice Emitted when stake began to unbond; releaseAt in seconds.
    event UnbondingStarted(OperatorId indexed operator, uint256 amount, uint40 releaseAt);

    /// @notice Emitted when unbonded stake was paid out.
    event StakeWithdrawn(OperatorId indexed operator, address indexed to, uint256 amount);

    /// @notice Emitted when an operator lost stake.
    event Slashed(
        OperatorId indexed operator,
        PoolId indexed pool,
        bytes32 indexed offence,
        uint256 amount,
        uint256 compensation,
        uint256 bounty
    );

    /// @notice Emitted when an operator was jailed; jailedUntil in seconds, bail in the staking currency.
    event Jailed(OperatorId indexed operator, uint40 jailedUntil, uint128 bail);

    /// @notice Emitted when an operator was let out.
    event Unjailed(OperatorId indexed operator);

    /// @notice Emitted when a market may draw on the ground, or no longer.
    event MarketSet(address indexed market, bool isApproved);

    /// @notice Emitted when slashed stake goes to another treasury.
    event TreasurySet(address oldTreasury, address newTreasury);

    /// @notice Adds stake to an operator. Anyone may; it is the operator's from then on.
    function stake(OperatorId operator, uint128 amount) external payable;

    /// @notice Starts to unbond stake of the caller's operator. A second request joins the first and starts its
    /// clock anew; all of it stays slashable until it is withdrawn.
    function unstake(uint128 amount) external;

    /// @notice Pays out what has unbonded.
    function withdrawStake(address to) external;

    /// @notice Punishes an offence and splits what it cost. Only the pool's market, while governance approves of it.
    /// @return amount What the operator lost.
    function slash(Offence calldata offence) external returns (uint128 amount);

    /// @notice Lets the caller's operator out of jail after the cool-down, once its stake stands again.
    function unjail() external;

    /// @notice Approves of a market, or no longer. Governance only.
    function setMarket(address market, bool approved) external;

    /// @notice Sends what slashing leaves over elsewhere. Governance only.
    function setTreasury(address treasury) external;

    /// @notice The stake of an operator.
    function stakeOf(OperatorId operator) external view returns (StakeAccount memory);

    /// @notice Active and unbonding stake together.
    function slashableOf(OperatorId operator) external view returns (uint256);

    /// @notice Whether governance approves of a market.
    function isMarket(address market) external view returns (bool);

    /// @notice Who gets what slashing leaves over.
    function treasury() external view returns (address);

    /// @notice The staking currency.
    function stakeCurrency() external view returns (Currency);

    /// @notice How long stake unbonds, in seconds; longer than any obligation.
    function unbondingPeriod() external view returns (uint40);
}
