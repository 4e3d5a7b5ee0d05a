// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {OperatorId} from "../types/OperatorId.sol";

/// @title IReputationLedger
/// @notice Beta reputation of operators over all markets: what was asked of them, weighed by reward and age.
interface IReputationLedger {
    /// @notice Thrown when the caller is no approved market.
    error ReputationNotMarket(address caller);

    /// @notice Emitted when an outcome was recorded.
    /// @param weight Weight of the outcome, 18 decimals.
    event OutcomeRecorded(
        OperatorId indexed operator,
        address indexed market,
        bool isSuccess,
        uint128 reward,
        uint256 weight
    );

    /// @notice Records an outcome. Only approved markets. A reward of zero, and an outcome between an operator and its
    /// own controller, carry no weight.
    /// @param operator Whose outcome it is.
    /// @param controller The operator's controller, as the market drew it.
    /// @param counterparty Who asked for the work.
    /// @param currency Currency of the reward; means are kept per market and currency.
    /// @param reward Reward at stake, in the currency's smallest unit.
    /// @param isSuccess Whether the work was delivered.
    function record(
        OperatorId operator,
        address controller,
        address counterparty,
        Currency currency,
        uint128 reward,
        bool isSuccess
    ) external;

    /// @notice Score of an operator in parts per million; 509,803 for one nobody has met.
    function scoreOf(OperatorId operator) external view returns (uint256 ppm);

    /// @notice The weighted successes and failures behind a score, 18 decimals.
    function evidenceOf(OperatorId operator) external view returns (uint128 successes, uint128 failures);

    /// @notice Running mean of a market's rewards in one currency.
    function meanRewardOf(address market, Currency currency) external view returns (uint128);
}
