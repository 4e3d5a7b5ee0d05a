// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BetaReputation, Reputation} from "../../../contracts/libraries/BetaReputation.sol";

/// @title BetaReputationHarness
/// @notice Opens the library to tests, one history or many cases at a time.
contract BetaReputationHarness {
    /// @notice One outcome as a market would report it.
    struct Outcome {
        bool isSuccess;
        uint128 reward;
        uint128 averageReward;
    }

    /// @notice The state and score after each outcome of a history.
    function histories(
        Reputation memory start,
        Outcome[] calldata outcomes
    ) external pure returns (Reputation[] memory states, uint256[] memory scores) {
        states = new Reputation[](outcomes.length);
        scores = new uint256[](outcomes.length);
        Reputation memory current = start;
        for (uint256 i; i < outcomes.length; i++) {
            Outcome calldata outcome = outcomes[i];
            current = current.afterOutcome(outcome.isSuccess, outcome.reward, outcome.averageReward);
            states[i] = current;
            scores[i] = current.scorePpm();
        }
    }

    /// @notice The weights of many rewards; the arrays run in parallel.
    function weightsOf(
        uint128[] calldata rewards,
        uint128[] calldata averageRewards
    ) external pure returns (uint256[] memory weights) {
        weights = new uint256[](rewards.length);
        for (uint256 i; i < rewards.length; i++) {
            weights[i] = BetaReputation.weightOf(rewards[i], averageRewards[i]);
        }
    }

    /// @notice The running mean after each reward.
    function means(uint128 start, uint128[] calldata rewards) external pure returns (uint128[] memory path) {
        path = new uint128[](rewards.length);
        uint128 mean = start;
        for (uint256 i; i < rewards.length; i++) {
            mean = BetaReputation.nextMean(mean, rewards[i]);
            path[i] = mean;
        }
    }

    /// @notice Gas of one outcome, without the call around it.
    function gasOfAfterOutcome(Reputation memory before, uint128 reward) external view returns (uint256 used) {
        used = gasleft();
        before.afterOutcome(true, reward, reward);
        used -= gasleft();
    }
}
