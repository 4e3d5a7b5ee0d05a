// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IStaking} from "../../interfaces/IStaking.sol";
import {Bps} from "../../types/Bps.sol";
import {Currency} from "../../types/Currency.sol";
import {Offence} from "../../types/Offence.sol";
import {Operator, OperatorStatus, StakeAccount} from "../../types/Operator.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Payment} from "../../types/Payment.sol";
import {PoolId} from "../../types/PoolId.sol";
import {Identity} from "./Identity.sol";

/// @title Staking
/// @notice What the operators put at stake.
abstract contract Staking is Identity, IStaking, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Longest time, in seconds, for which a user may oblige an operator.
    uint40 public constant MAX_OBLIGATION = 28 days;
    /// @notice Time, in seconds, that a jailed operator waits at least.
    uint40 public constant JAIL_PERIOD = 7 days;
    /// @notice A reporter's bounty stays below this share of the slash, in basis points.
    uint16 public constant BOUNTY_LIMIT_BPS = 5_000;

    /// @inheritdoc IStaking
    Currency public immutable stakeCurrency;
    /// @inheritdoc IStaking
    uint40 public immutable unbondingPeriod;
    /// @notice Where compensation, bounties and the treasury's part go, as credit.
    IEscrow public immutable escrow;

    /// @inheritdoc IStaking
    address public treasury;

    /// @inheritdoc IStaking
    mapping(address market => bool isApproved) public isMarket;

    mapping(OperatorId operator => StakeAccount account) internal _stakes;
    mapping(address market => mapping(bytes32 offence => bool isPunished)) private _isPunished;

    constructor(IEscrow escrow_, Currency currency, uint40 period, address treasury_) {
        if (period <= MAX_OBLIGATION) revert StakingPeriodTooShort(period, MAX_OBLIGATION);
        if (treasury_ == address(0)) revert StakingZeroAddress();
        escrow = escrow_;
        stakeCurrency = currency;
        unbondingPeriod = period;
        treasury = treasury_;
    }

    /* STAKE */

    /// @inheritdoc IStaking
    function stake(OperatorId operator, uint128 amount) external payable nonReentrant {
        _requireKnown(operator);

        _stakes[operator].active += amount;

        emit Staked(operator, msg.sender, amount);

        _collect(amount);
    }

    /// @inheritdoc IStaking
    function unstake(uint128 amount) external {
        OperatorId operator = _callersOperator();
        StakeAccount storage account = _stakes[operator];
        if (account.active < amount) revert StakingInsufficient(operator, account.active, amount);

        account.active -= amount;
        account.unbonding += amount;
        account.releaseAt = uint40(block.timestamp) + unbondingPeriod;

        emit UnbondingStarted(operator, amount, account.releaseAt);
    }

    /// @inheritdoc IStaking
    function withdrawStake(address to) external nonReentrant {
        OperatorId operator = _callersOperator();
        StakeAccount storage account = _stakes[operator];
        uint128 amount = account.unbonding;
        if (to == address(0)) revert StakingZeroAddress();
        if (amount == 0) revert StakingNothingUnbonding(operator);
        if (block.timestamp < account.releaseAt)
            revert StakingStillUnbonding(operator, block.timestamp, account.releaseAt);

        account.unbonding = 0;

        emit StakeWithdrawn(operator, to, amount);

        _pay(to, amount);
    }

    /* SLASHING */

    /// @inheritdoc IStaking
    function slash(Offence calldata offence) external nonReentrant returns (uint128 amount) {
        Bps limit = _slashLimit(offence.pool, msg.sender);
        if (!offence.share.isWithin(limit)) revert StakingShareTooLarge(offence.pool, offence.share, limit);
        if (Bps.unwrap(offence.bountyBps) >= BOUNTY_LIMIT_BPS) revert StakingBountyTooLarge(offence.bountyBps);
        if (!_hasConsented(offence.operator, offence.pool)) revert StakingNotConsenting(offence.operator, offence.pool);
        if (_isPunished[msg.sender][offence.offence]) revert StakingOffencePunished(msg.sender, offence.offence);

        _isPunished[msg.sender][offence.offence] = true;
        uint128 stakeBefore = _stakes[offence.operator].active;
        amount = _take(offence.operator, offence.share);
        uint256 bounty = offence.bountyBps.portionOf(amount);
        uint256 compensation = Math.min(offence.loss, amount - bounty);

        emit Slashed(offence.operator, offence.pool, offence.offence, amount, compensation, bounty);

        if (offence.jails) _jail(offence.operator, stakeBefore);
        _distribute(offence, amount, compensation, bounty);
    }

    /// @dev Active stake goes first; what unbonds makes up the rest. The share never exceeds the whole.
    function _take(OperatorId operator, Bps share) private returns (uint128 amount) {
        StakeAccount storage account = _stakes[operator];
        (uint128 active, uint128 unbonding) = (account.active, account.unbonding);

        amount = uint128(share.portionOf(uint256(active) + unbonding));
        uint128 fromActive = amount < active ? amount : active;
        account.active = active - fromActive;
        account.unbonding = unbonding - (amount - fromActive);
    }

    function _distribute(Offence calldata offence, uint256 amount, uint256 compensation, uint256 bounty) private {
        if (amount == 0) return;

        Payment[] memory payments = new Payment[](3);
        payments[0] = _paymentTo(offence.victim, compensation);
        payments[1] = _paymentTo(offence.reporter, bounty);
        payments[2] = _paymentTo(treasury, amount - compensation - bounty);

        if (!stakeCurrency.isNative()) {
            IERC20(Currency.unwrap(stakeCurrency)).forceApprove(address(escrow), amount);
        }
        escrow.depositMany{value: stakeCurrency.isNative() ? amount : 0}(stakeCurrency, payments);
    }

    /// @dev An offence without a victim or a reporter leaves that part, which is then zero, to the treasury's name.
    function _paymentTo(address account, uint256 amount) private view returns (Payment memory) {
        return Payment({to: account == address(0) ? treasury : account, amount: uint128(amount)});
    }

    /* JAIL */

    function _jail(OperatorId operator, uint128 stakeBefore) private {
        Operator storage identity = _operators[operator];
        identity.status = OperatorStatus.Jailed;
        identity.jailedUntil = uint40(block.timestamp) + JAIL_PERIOD;
        if (stakeBefore > _stakes[operator].bail) _stakes[operator].bail = stakeBefore;

        emit Jailed(operator, identity.jailedUntil, _stakes[operator].bail);
    }

    /// @inheritdoc IStaking
    function unjail() external {
        OperatorId operator = _callersOperator();
        Operator storage identity = _operators[operator];
        StakeAccount storage account = _stakes[operator];
        if (identity.status != OperatorStatus.Jailed) revert StakingNotJailed(operator);
        if (block.timestamp < identity.jailedUntil || account.active < account.bail)
            revert StakingStillJailed(operator, identity.jailedUntil, account.active, account.bail);

        identity.status = OperatorStatus.Active;
        identity.jailedUntil = 0;
        account.bail = 0;

        emit Unjailed(operator);
    }

    /* GOVERNANCE */

    /// @inheritdoc IStaking
    function setMarket(address market, bool approved) external restricted {
        isMarket[market] = approved;

        emit MarketSet(market, approved);
    }

    /// @inheritdoc IStaking
    function setTreasury(address newTreasury) external restricted {
        if (newTreasury == address(0)) revert StakingZeroAddress();

        emit TreasurySet(treasury, newTreasury);

        treasury = newTreasury;
    }

    /* VIEWS */

    /// @inheritdoc IStaking
    function stakeOf(OperatorId operator) external view returns (StakeAccount memory) {
        return _stakes[operator];
    }

    /// @inheritdoc IStaking
    function slashableOf(OperatorId operator) external view returns (uint256) {
        return uint256(_stakes[operator].active) + _stakes[operator].unbonding;
    }

    /* INTERNALS */

    /// @dev The pool's limit for one offence; reverts unless the caller is the pool's approved market.
    function _slashLimit(PoolId pool, address market) internal view virtual returns (Bps);

    /// @dev Whether the operator is in the pool, or left it within the unbonding period.
    function _hasConsented(OperatorId operator, PoolId pool) internal view virtual returns (bool);

    function _collect(uint256 amount) private {
        uint256 value = stakeCurrency.isNative() ? amount : 0;
        if (msg.value != value) revert StakingWrongValue(msg.value, value);
        if (stakeCurrency.isNative()) return;

        IERC20 token = IERC20(Currency.unwrap(stakeCurrency));
        uint256 balanceBefore = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 moved = token.balanceOf(address(this)) - balanceBefore;
        if (moved != amount) revert StakingTransferMismatch(amount, moved);
    }

    function _pay(address to, uint256 amount) private {
        if (!stakeCurrency.isNative()) return IERC20(Currency.unwrap(stakeCurrency)).safeTransfer(to, amount);

        (bool isPaid, ) = to.call{value: amount}("");
        if (!isPaid) revert StakingWithdrawalFailed(to, amount);
    }
}
