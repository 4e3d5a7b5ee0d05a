// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {Payment} from "../types/Payment.sol";

/// @title IEscrow
/// @notice One ledger for the money of every lifecycle. Accounts hold credit; markets hold what accounts entrusted to
/// them. A market can release no more than it holds, and hold only credit of an account that approved it.
/// @dev Holding and releasing emit nothing here: the market's own events say how much, for whom, and why.
/// Warning: tokens that take a fee on transfer are refused; a token whose balances shrink later breaks its own ledger.
interface IEscrow {
    /// @notice Thrown when an account has less credit than is asked of it.
    error EscrowInsufficientCredit(address account, Currency currency, uint256 credit, uint256 needed);

    /// @notice Thrown when a market releases more than it holds.
    error EscrowInsufficientHeld(address market, Currency currency, uint256 held, uint256 needed);

    /// @notice Thrown when a market asks for credit of an account that has not approved it.
    error EscrowMarketNotApproved(address account, address market);

    /// @notice Thrown when the attached native coin is not what the call needs.
    error EscrowWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when a transfer moved another amount than it was asked to.
    error EscrowTransferMismatch(Currency currency, uint256 expected, uint256 moved);

    /// @notice Thrown when native coin cannot be delivered.
    error EscrowWithdrawalFailed(address to, uint256 amount);

    /// @notice Thrown when the zero address would be credited or paid.
    error EscrowZeroAddress();

    /// @notice Emitted when credit was bought.
    event Deposited(address indexed payer, address indexed account, Currency indexed currency, uint256 amount);

    /// @notice Emitted when credit was paid out.
    event Withdrawn(address indexed account, address indexed to, Currency indexed currency, uint256 amount);

    /// @notice Emitted when an account changed its mind about a market.
    event MarketApproved(address indexed account, address indexed market, bool isApproved);

    /// @notice Buys credit for an account with native coin (attached) or with tokens that the caller has approved.
    /// @param currency Currency of the credit.
    /// @param account Who is credited.
    /// @param amount Amount in the currency's smallest unit; for native coin it must equal the attached value.
    function deposit(Currency currency, address account, uint256 amount) external payable;

    /// @notice Buys credit for several accounts at once.
    /// @param currency Currency of the credit.
    /// @param payments Who is credited with how much; for native coin the sum must equal the attached value.
    function depositMany(Currency currency, Payment[] calldata payments) external payable;

    /// @notice Buys credit with tokens, approved by an ERC-2612 signature of the caller.
    /// @dev A permit that was already used is no error as long as the allowance stands.
    /// @param deadline Last second at which the signature counts.
    function depositWithPermit(
        Currency currency,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pays out credit of the caller.
    /// @param currency Currency of the credit.
    /// @param to Who receives it.
    /// @param amount Amount in the currency's smallest unit.
    function withdraw(Currency currency, address to, uint256 amount) external;

    /// @notice Lets a market hold credit of the caller, or no longer. What it holds already stays held.
    function approveMarket(address market, bool approved) external;

    /// @notice Moves credit of an account into what the calling market holds.
    function hold(address account, Currency currency, uint256 amount) external;

    /// @notice Adds the attached native coin to what the calling market holds.
    function holdValue() external payable;

    /// @notice Moves what the calling market holds into the credit of others.
    function release(Currency currency, Payment[] calldata payments) external;

    /// @notice The credit of an account.
    function creditOf(address account, Currency currency) external view returns (uint256);

    /// @notice What a market holds.
    function heldBy(address market, Currency currency) external view returns (uint256);

    /// @notice Whether a market may hold credit of an account.
    function isMarketApproved(address account, address market) external view returns (bool);
}
