// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BetaReputation, Reputation} from "../../../contracts/libraries/BetaReputation.sol";
import {Assert} from "../helpers/Assert.sol";

contract BetaReputationTest {
    uint256 private constant NEUTRAL_PPM = 509_803;

    /* PUBLISHED SCORES */

    /// @dev Scores that Acurast publishes for rewards equal to the mean, and for one a thousandth of it.
    function test_ReachesThePublishedScores() external pure {
        Reputation memory current;
        Assert.isEqual(current.scorePpm(), NEUTRAL_PPM);
        for (uint256 i = 1; i <= 50; i++) {
            current = current.afterOutcome(true, 100, 100);
            if (i == 2) Assert.isEqual(current.scorePpm(), 678_601);
            if (i == 3) Assert.isEqual(current.scorePpm(), 725_789);
            if (i == 10) Assert.isEqual(current.scorePpm(), 864_491);
        }
        Assert.isEqual(current.scorePpm(), 962_633);
        Assert.isEqual(current.afterOutcome(true, 1, 1000).scorePpm(), 961_605);
    }

    function test_ApproachesTheEndsAndNeverPassesThem() external pure {
        Reputation memory best;
        Reputation memory worst;
        for (uint256 i; i < 3000; i++) {
            best = best.afterOutcome(true, 1, 0);
            worst = worst.afterOutcome(false, 1, 0);
        }
        Assert.isEqual(best.scorePpm(), 999_999);
        Assert.isEqual(worst.scorePpm(), 19_607);
    }

    /* ONE OUTCOME */

    function testFuzz_OneSuccessIsOneSuccess(uint128 reward, uint128 averageReward) external pure {
        Reputation memory current;
        current = current.afterOutcome(true, reward, averageReward);
        Assert.isEqual(current.r, BetaReputation.weightOf(reward, averageReward));
        Assert.isEqual(current.s, 0);
    }

    function testFuzz_AnOutcomeFadesBothSidesAndAddsItsWeightToOne(
        uint128 r,
        uint128 s,
        uint128 reward,
        uint128 averageReward
    ) external pure {
        Reputation memory before = Reputation(r, s);
        uint256 weight = BetaReputation.weightOf(reward, averageReward);
        uint256 fadedR = reward == 0 ? r : (uint256(r) * 98) / 100;
        uint256 fadedS = reward == 0 ? s : (uint256(s) * 98) / 100;

        Reputation memory success = before.afterOutcome(true, reward, averageReward);
        Assert.isEqual(success.r, fadedR + weight);
        Assert.isEqual(success.s, fadedS);

        Reputation memory failure = before.afterOutcome(false, reward, averageReward);
        Assert.isEqual(failure.r, fadedR);
        Assert.isEqual(failure.s, fadedS + weight);
    }

    function testFuzz_AZeroRewardChangesNothing(uint128 r, uint128 s, bool isSuccess, uint128 mean) external pure {
        Reputation memory current = Reputation(r, s).afterOutcome(isSuccess, 0, mean);
        Assert.isEqual(current.r, r);
        Assert.isEqual(current.s, s);
        Assert.isEqual(BetaReputation.weightOf(0, mean), 0);
    }

    /* BOUNDS */

    function testFuzz_EveryHistoryStaysInBounds(
        uint128[] calldata rewards,
        uint256 successes,
        bool isWild
    ) external pure {
        Reputation memory current;
        uint128 mean;
        for (uint256 i; i < rewards.length; i++) {
            uint128 reward = isWild ? rewards[i] : rewards[i] % 1e21;
            current = current.afterOutcome((successes >> (i % 256)) & 1 == 1, reward, mean);
            mean = BetaReputation.nextMean(mean, reward);
            Assert.isAtMost(current.r, 50e18);
            Assert.isAtMost(current.s, 50e18);
            Assert.isAtMost(current.scorePpm(), BetaReputation.MAX_SCORE_PPM);
        }
    }

    function testFuzz_AnyReachableStateScoresAtMostAMillion(uint128 r, uint128 s) external pure {
        Reputation memory state = Reputation(uint128(Assert.bound(r, 0, 50e18)), uint128(Assert.bound(s, 0, 50e18)));
        Assert.isAtMost(state.scorePpm(), BetaReputation.MAX_SCORE_PPM);
        Assert.isAtMost(Reputation(50e18, 0).scorePpm(), BetaReputation.MAX_SCORE_PPM);
    }

    function testFuzz_AWeightIsAtMostOneAndGrowsWithTheReward(
        uint128 reward,
        uint128 more,
        uint128 mean
    ) external pure {
        if (more < reward) (reward, more) = (more, reward);
        Assert.isAtMost(BetaReputation.weightOf(reward, mean), BetaReputation.weightOf(more, mean));
        Assert.isAtMost(BetaReputation.weightOf(more, mean), BetaReputation.ONE);
        if (reward != 0) Assert.isEqual(BetaReputation.weightOf(reward, reward), BetaReputation.ONE / 2);
    }

    /* MONOTONICITY */

    function testFuzz_TheScoreRisesWithSuccessesAndFallsWithFailures(uint128 r, uint128 s, uint128 more) external pure {
        r %= 50e18;
        s %= 50e18;
        more %= 50e18;
        uint256 score = Reputation(r, s).scorePpm();
        Assert.isAtMost(score, Reputation(r + more, s).scorePpm());
        Assert.isAtMost(Reputation(r, s + more).scorePpm(), score);
    }

    function testFuzz_SuccessScoresNoLessThanFailureAndMoreRewardWidensTheGap(
        uint128 r,
        uint128 s,
        uint128 reward,
        uint128 more,
        uint128 mean
    ) external pure {
        if (more < reward) (reward, more) = (more, reward);
        if (reward == 0) return;
        Reputation memory before = Reputation(r % 50e18, s % 50e18);
        uint256 success = before.afterOutcome(true, reward, mean).scorePpm();
        uint256 failure = before.afterOutcome(false, reward, mean).scorePpm();
        Assert.isAtMost(failure, success);
        Assert.isAtMost(success, before.afterOutcome(true, more, mean).scorePpm());
        Assert.isAtMost(before.afterOutcome(false, more, mean).scorePpm(), failure);
    }

    function testFuzz_ARunOfEqualRewardsOnlyMovesOneWay(uint128 reward, uint128 mean) external pure {
        Reputation memory good;
        Reputation memory bad;
        for (uint256 i; i < 200; i++) {
            uint256 high = good.scorePpm();
            uint256 low = bad.scorePpm();
            good = good.afterOutcome(true, reward, mean);
            bad = bad.afterOutcome(false, reward, mean);
            Assert.isAtMost(high, good.scorePpm());
            Assert.isAtMost(bad.scorePpm(), low);
        }
    }

    /* MEAN */

    function testFuzz_TheFirstRewardSetsTheMeanAndZeroIsNoSample(uint128 mean, uint128 reward) external pure {
        Assert.isEqual(BetaReputation.nextMean(0, reward), reward);
        Assert.isEqual(BetaReputation.nextMean(mean, 0), mean);
    }

    function testFuzz_TheMeanMovesTowardsTheSampleWithinItsLimits(uint128 mean, uint128 reward) external pure {
        if (mean == 0 || reward == 0) return;
        uint256 next = BetaReputation.nextMean(mean, reward);
        Assert.isAtMost(1, next);
        if (reward > mean) {
            Assert.isAtMost(uint256(mean) + 1, next);
            Assert.isAtMost(next, reward);
            Assert.isAtMost(next, uint256(mean) + mean / 16 + 1);
        } else {
            Assert.isAtMost(reward, next);
            Assert.isAtMost(next, reward == mean ? mean : mean - 1 + (mean == 1 ? 1 : 0));
            Assert.isAtMost(uint256(mean) - mean / 32, next + 1);
        }
    }

    function test_TheMeanIsNotStuckAtAFewUnits() external pure {
        uint128 mean = 1;
        for (uint256 i; i < 2000; i++) mean = BetaReputation.nextMean(mean, 1e18);
        Assert.isEqual(mean, 1e18);
        for (uint256 i; i < 2000; i++) mean = BetaReputation.nextMean(mean, 1);
        Assert.isEqual(mean, 1);
    }
}
