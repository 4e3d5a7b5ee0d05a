// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Permutation} from "../../../contracts/libraries/Permutation.sol";
import {PermutationHarness} from "../harness/PermutationHarness.sol";
import {PlainPermutation} from "../harness/PlainPermutation.sol";
import {Assert} from "../helpers/Assert.sol";
import {VM} from "../helpers/Vm.sol";

contract PermutationTest {
    PermutationHarness private immutable HARNESS = new PermutationHarness();

    /* BIJECTION */

    function testFuzz_EverySeatStandsAtOnePositionAndIsFoundThere(bytes32 seed) external pure {
        uint256[13] memory sizes = [uint256(1), 2, 3, 4, 5, 8, 9, 10, 16, 17, 37, 100, 257];
        for (uint256 i; i < sizes.length; i++) {
            _requireBijection(seed, sizes[i]);
        }
    }

    function testFuzz_AnySmallSizeIsABijection(bytes32 seed, uint256 size) external pure {
        _requireBijection(seed, Assert.bound(size, 1, 600));
    }

    function _requireBijection(bytes32 seed, uint256 size) private pure {
        bool[] memory isTaken = new bool[](size);
        for (uint256 position; position < size; position++) {
            uint256 seat = Permutation.seatAt(seed, size, position);
            Assert.isTrue(!isTaken[seat], "one position a seat");
            isTaken[seat] = true;
            Assert.isEqual(Permutation.positionOf(seed, size, seat), position);
        }
    }

    function testFuzz_TheInverseUndoesAnyLargeSize(bytes32 seed, uint256 size, uint256 position) external pure {
        size = Assert.bound(size, 1, Permutation.MAX_SIZE);
        position = Assert.bound(position, 0, size - 1);
        uint256 seat = Permutation.seatAt(seed, size, position);
        Assert.isAtMost(seat, size - 1);
        Assert.isEqual(Permutation.positionOf(seed, size, seat), position);
    }

    /* PLAIN TWIN */

    function testFuzz_TheAssemblyEqualsPlainSolidity(bytes32 seed, uint256 size, uint256 index) external pure {
        _requireTwins(seed, Assert.bound(size, 1, Permutation.MAX_SIZE), index);
        _requireTwins(seed, Assert.bound(size, 1, 300), index);
    }

    /// @dev Around a square the side changes; this is where a root that is off by one would show.
    function testFuzz_TheAssemblyEqualsPlainSolidityAroundSquares(
        bytes32 seed,
        uint256 root,
        uint256 index
    ) external pure {
        uint256 square = Assert.bound(root, 2, 2 ** 16 - 1) ** 2;
        for (uint256 size = square - 1; size <= square + 1; size++) {
            _requireTwins(seed, size, index);
        }
        _requireTwins(seed, Permutation.MAX_SIZE, index);
        _requireTwins(seed, Permutation.MAX_SIZE - 1, index);
    }

    function _requireTwins(bytes32 seed, uint256 size, uint256 index) private pure {
        index = Assert.bound(index, 0, size - 1);
        Assert.isEqual(Permutation.seatAt(seed, size, index), PlainPermutation.seatAt(seed, size, index));
        Assert.isEqual(Permutation.positionOf(seed, size, index), PlainPermutation.positionOf(seed, size, index));
    }

    /* RANGE */

    function testFuzz_RefusesAnIndexBeyondTheSize(bytes32 seed, uint256 size, uint256 index) external {
        size = Assert.bound(size, 0, Permutation.MAX_SIZE);
        index = Assert.bound(index, size, type(uint256).max);
        _expectOutOfRange(seed, index, size);
    }

    function test_RefusesASizeOfZero() external {
        _expectOutOfRange(bytes32(0), 0, 0);
    }

    function testFuzz_RefusesASizeBeyondTheLargest(bytes32 seed, uint256 size, uint256 index) external {
        size = Assert.bound(size, Permutation.MAX_SIZE + 1, type(uint256).max);
        _expectOutOfRange(seed, Assert.bound(index, 0, size - 1), size);
    }

    function _expectOutOfRange(bytes32 seed, uint256 index, uint256 size) private {
        bytes memory reason = abi.encodeWithSelector(Permutation.PermutationOutOfRange.selector, index, size);
        VM.expectRevert(reason);
        HARNESS.seatAt(seed, size, index);
        VM.expectRevert(reason);
        HARNESS.positionOf(seed, size, index);
    }
}
