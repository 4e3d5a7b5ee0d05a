// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStaking} from "../interfaces/IStaking.sol";
import {IReputationLedger} from "../interfaces/IReputationLedger.sol";
import {BetaReputation, Reputation} from "../libraries/BetaReputation.sol";
import {Currency} from "../types/Currency.sol";
import {OperatorId} from "../types/OperatorId.sol";

/// @title ReputationLedger
/// @notice Beta reputation of operators over all markets.
contract ReputationLedger is IReputationLedger {
    /// @notice Knows the approved markets.
    IStaking public immutable registry;

    mapping(OperatorId operator => Reputation reputation) private _reputations;
    mapping(address market => mapping(Currency currency => uint128 mean)) private _means;

    constructor(IStaking registry_) {
        registry = registry_;
    }

    /// @inheritdoc IReputationLedger
    function record(
        OperatorId operator,
        address controller,
        address counterparty,
        Currency currency,
        uint128 reward,
        bool isSuccess
    ) external {
        if (!registry.isMarket(msg.sender)) revert ReputationNotMarket(msg.sender);
        // An operator cannot praise itself, at least not under one name.
        if (reward == 0 || controller == counterparty) return;

        uint128 mean = BetaReputation.nextMean(_means[msg.sender][currency], reward);
        _means[msg.sender][currency] = mean;
        Reputation memory reputation = _reputations[operator];
        _reputations[operator] = reputation.afterOutcome(isSuccess, reward, mean);

        emit OutcomeRecorded(operator, msg.sender, isSuccess, reward, BetaReputation.weightOf(reward, mean));
    }

    /// @inheritdoc IReputationLedger
    function scoreOf(OperatorId operator) external view returns (uint256 ppm) {
        Reputation memory reputation = _reputations[operator];
        return reputation.scorePpm();
    }

    /// @inheritdoc IReputationLedger
    function evidenceOf(OperatorId operator) external view returns (uint128 successes, uint128 failures) {
        Reputation memory reputation = _reputations[operator];
        return (reputation.r, reputation.s);
    }

    /// @inheritdoc IReputationLedger
    function meanRewardOf(address market, Currency currency) external view returns (uint128) {
        return _means[market][currency];
    }
}
