// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeatSet} from "../../../contracts/libraries/SeatSet.sol";
import {Assert} from "../helpers/Assert.sol";

/// @title SeatSetTest
/// @notice Sets of seats against a look at every bit.
contract SeatSetTest {
    function testFuzz_countsEverySeat(uint256 set) external pure {
        uint256 counted;
        for (uint256 seat; seat < 256; ++seat) counted += (set >> seat) & 1;
        Assert.isEqual(SeatSet.count(set), counted);
    }

    function testFuzz_findsTheLowestAndTheHighestSeat(uint256 set) external pure {
        if (set == 0) set = 1;
        uint256 low;
        while ((set >> low) & 1 == 0) ++low;
        uint256 high = 255;
        while ((set >> high) & 1 == 0) --high;
        Assert.isEqual(SeatSet.lowest(set), low);
        Assert.isEqual(SeatSet.highest(set), high);
    }

    function testFuzz_findsASeatThatIsAlone(uint8 seat) external pure {
        uint256 set = uint256(1) << seat;
        Assert.isEqual(SeatSet.lowest(set), seat);
        Assert.isEqual(SeatSet.highest(set), seat);
        Assert.isEqual(SeatSet.count(set), 1);
    }

    function test_countsNoneAndAll() external pure {
        Assert.isEqual(SeatSet.count(0), 0);
        Assert.isEqual(SeatSet.count(type(uint256).max), 256);
    }

    function test_fillsTheSeatsBelowANumber() external pure {
        for (uint256 size; size <= 256; ++size) {
            uint256 set = SeatSet.below(size);
            Assert.isEqual(SeatSet.count(set), size);
            if (size > 0) Assert.isEqual(SeatSet.highest(set), size - 1);
        }
    }
}
