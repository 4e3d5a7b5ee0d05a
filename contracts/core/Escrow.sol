// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {KeptBalance} from "../libraries/KeptBalance.sol";
import {Currency, NATIVE} from "../types/Currency.sol";
import {Payment} from "../types/Payment.sol";

/// @title Escrow
/// @notice One ledger for the money of every lifecycle.
contract Escrow is IEscrow, ReentrancyGuardTransient {
    using KeptBalance for KeptBalance.Balance;
    using SafeERC20 for IERC20;

    mapping(address account => mapping(Currency currency => KeptBalance.Balance)) private _credit;
    mapping(address market => mapping(Currency currency => KeptBalance.Balance)) private _held;
    mapping(address account => mapping(address market => bool)) private _isApproved;

    /* ACCOUNTS */

    /// @inheritdoc IEscrow
    function deposit(Currency currency, address account, uint256 amount) external payable nonReentrant {
        _credited(currency, account, amount);

        _collect(currency, amount);
    }

    /// @inheritdoc IEscrow
    function depositMany(Currency currency, Payment[] calldata payments) external payable nonReentrant {
        uint256 total;
        for (uint256 i; i < payments.length; ++i) {
            total += payments[i].amount;
            _credited(currency, payments[i].to, payments[i].amount);
        }

        _collect(currency, total);
    }

    /// @inheritdoc IEscrow
    function depositWithPermit(
        Currency currency,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        _credited(currency, account, amount);

        // Whoever sees the signature can use it first. The allowance then stands, and the transfer is what counts.
        try
            IERC20Permit(Currency.unwrap(currency)).permit(msg.sender, address(this), amount, deadline, v, r, s)
        {} catch {}
        _collect(currency, amount);
    }

    /// @inheritdoc IEscrow
    function withdraw(Currency currency, address to, uint256 amount) external nonReentrant {
        if (to == address(0)) revert EscrowZeroAddress();

        _takeCredit(msg.sender, currency, amount);

        emit Withdrawn(msg.sender, to, currency, amount);

        _pay(currency, to, amount);
    }

    /// @inheritdoc IEscrow
    function approveMarket(address market, bool approved) external {
        _isApproved[msg.sender][market] = approved;

        emit MarketApproved(msg.sender, market, approved);
    }

    /* MARKETS */

    // Locked as well, though they call nobody: who is being paid out could otherwise run a market's transaction while
    // the Escrow refuses everybody else, and so make another's callback fail.

    /// @inheritdoc IEscrow
    function hold(address account, Currency currency, uint256 amount) external nonReentrant {
        if (!_isApproved[account][msg.sender]) revert EscrowMarketNotApproved(account, msg.sender);

        _takeCredit(account, currency, amount);
        _held[msg.sender][currency].increase(amount);
    }

    /// @inheritdoc IEscrow
    function holdValue() external payable nonReentrant {
        _held[msg.sender][NATIVE].increase(msg.value);
    }

    /// @inheritdoc IEscrow
    function release(Currency currency, Payment[] calldata payments) external nonReentrant {
        uint256 total;
        for (uint256 i; i < payments.length; ++i) {
            if (payments[i].to == address(0)) revert EscrowZeroAddress();
            total += payments[i].amount;
            _credit[payments[i].to][currency].increase(payments[i].amount);
        }

        uint256 held = _held[msg.sender][currency].value();
        if (held < total) revert EscrowInsufficientHeld(msg.sender, currency, held, total);
        _held[msg.sender][currency].decrease(total);
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function creditOf(address account, Currency currency) external view returns (uint256) {
        return _credit[account][currency].value();
    }

    /// @inheritdoc IEscrow
    function heldBy(address market, Currency currency) external view returns (uint256) {
        return _held[market][currency].value();
    }

    /// @inheritdoc IEscrow
    function isMarketApproved(address account, address market) external view returns (bool) {
        return _isApproved[account][market];
    }

    /* INTERNALS */

    function _credited(Currency currency, address account, uint256 amount) private {
        if (account == address(0)) revert EscrowZeroAddress();

        _credit[account][currency].increase(amount);

        emit Deposited(msg.sender, account, currency, amount);
    }

    function _takeCredit(address account, Currency currency, uint256 amount) private {
        uint256 credit = _credit[account][currency].value();
        if (credit < amount) revert EscrowInsufficientCredit(account, currency, credit, amount);
        _credit[account][currency].decrease(amount);
    }

    /// @dev What arrives is measured, so a token that keeps a fee or lies about a transfer is refused.
    function _collect(Currency currency, uint256 amount) private {
        uint256 value = currency.isNative() ? amount : 0;
        if (msg.value != value) revert EscrowWrongValue(msg.value, value);
        if (currency.isNative()) return;

        IERC20 token = IERC20(Currency.unwrap(currency));
        uint256 balanceBefore = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        _requireMoved(currency, amount, token.balanceOf(address(this)) - balanceBefore);
    }

    function _pay(Currency currency, address to, uint256 amount) private {
        if (currency.isNative()) {
            (bool isPaid, ) = to.call{value: amount}("");
            if (!isPaid) revert EscrowWithdrawalFailed(to, amount);
            return;
        }

        IERC20 token = IERC20(Currency.unwrap(currency));
        uint256 balanceBefore = token.balanceOf(address(this));
        token.safeTransfer(to, amount);
        _requireMoved(currency, amount, balanceBefore - token.balanceOf(address(this)));
    }

    function _requireMoved(Currency currency, uint256 amount, uint256 moved) private pure {
        if (moved != amount) revert EscrowTransferMismatch(currency, amount, moved);
    }
}
