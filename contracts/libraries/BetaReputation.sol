// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an operator's outcomes have come to, in 18-decimal fixed point. Zeros are neutral.
struct Reputation {
    // slot 0
    /// Weight of successes, old ones faded.
    uint128 r;
    /// Weight of failures, old ones faded.
    uint128 s;
}

using {BetaReputation.afterOutcome, BetaReputation.scorePpm} for Reputation global;

/// @title BetaReputation
/// @notice Beta reputation with fading memory: each outcome keeps 98 % of what was there and adds its own weight, which
/// grows with the reward against what the market usually pays. All divisions round down.
library BetaReputation {
    /// @notice One, in 18-decimal fixed point.
    uint256 internal constant ONE = 1e18;

    /// @notice What an outcome leaves of the outcomes before it, in 18-decimal fixed point. Since a weight is at most
    /// `ONE`, neither `r` nor `s` can pass `ONE / (1 - MEMORY)`, which is 50.
    uint256 internal constant MEMORY = 0.98e18;

    /// @notice The share of a new sample in the running mean of rewards is one part in this many.
    uint256 internal constant MEAN_PARTS = 16;

    /// @notice A million parts: the score that endless successes of full weight approach.
    uint256 internal constant MAX_SCORE_PPM = 1_000_000;

    /// @dev `(50 + 1) / (50 + 2)`, the quotient that the score is measured against.
    uint256 private constant BEST_NUMERATOR = 51;
    uint256 private constant BEST_DENOMINATOR = 52;

    /// @notice The reputation after one outcome. A reward of zero carries no weight and changes nothing.
    /// @dev A success of little weight can lower a high score: it fades what was there and adds less.
    /// @param self The reputation before.
    /// @param isSuccess Whether the work was done.
    /// @param reward What the work paid, in the currency of the mean.
    /// @param averageReward The market's running mean of rewards; zero stands for none yet, and gives full weight.
    /// @return The reputation after.
    function afterOutcome(
        Reputation memory self,
        bool isSuccess,
        uint128 reward,
        uint128 averageReward
    ) internal pure returns (Reputation memory) {
        if (reward == 0) return self;

        uint256 weight = weightOf(reward, averageReward);
        uint256 r = (self.r * MEMORY) / ONE;
        uint256 s = (self.s * MEMORY) / ONE;
        // 98 % of 2^128 and ONE are below 2^128 together.
        return
            isSuccess
                ? Reputation({r: uint128(r + weight), s: uint128(s)})
                : Reputation({r: uint128(r), s: uint128(s + weight)});
    }

    /// @notice How much an outcome counts: `reward / (averageReward + reward)`, one half for the usual reward.
    /// @param reward What the work paid.
    /// @param averageReward The market's running mean of rewards, in the same currency.
    /// @return The weight, zero to one in 18-decimal fixed point; zero for a reward of zero.
    function weightOf(uint128 reward, uint128 averageReward) internal pure returns (uint256) {
        if (reward == 0) return 0;

        return (reward * ONE) / (uint256(averageReward) + reward);
    }

    /// @notice The score `(r + 1) / (r + s + 2)`, divided by the best that can be reached, 51/52.
    /// @param self A reputation that `afterOutcome` made from zeros.
    /// @return Parts per million, 0 to `MAX_SCORE_PPM`; 509,803 is neutral.
    function scorePpm(Reputation memory self) internal pure returns (uint256) {
        uint256 successes = uint256(self.r) + ONE;
        uint256 all = successes + self.s + ONE;
        return (successes * BEST_DENOMINATOR * MAX_SCORE_PPM) / (all * BEST_NUMERATOR);
    }

    /// @notice The running mean of rewards after one more. The first reward sets it; a later one, clipped to between
    /// half and twice the mean, moves it by a sixteenth of the distance. A reward of zero is no sample.
    /// @dev Rounds towards the sample, so that a mean of a few units is not stuck. No sample moves it by more than
    /// a sixteenth up or a thirty-second down (or one unit), and it never returns to zero.
    /// @param mean The mean before; zero stands for none yet.
    /// @param reward The new sample, in the same currency.
    /// @return The mean after.
    function nextMean(uint128 mean, uint128 reward) internal pure returns (uint128) {
        if (mean == 0 || reward == 0) return mean == 0 ? reward : mean;

        uint256 low = mean / 2;
        uint256 high = 2 * uint256(mean);
        uint256 sample =
            reward < low
                ? low
                : reward > high
                    ? high
                    : reward;
        uint256 sum = mean * (MEAN_PARTS - 1) + sample;
        if (sample > mean) sum += MEAN_PARTS - 1;
        // Between the old mean and the sample, so it fits where they do.
        return uint128(sum / MEAN_PARTS);
    }
}
