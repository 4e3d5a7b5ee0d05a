// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Permutation} from "../../../contracts/libraries/Permutation.sol";

/// @title PermutationHarness
/// @notice Opens the library to tests, one case or many at a time.
contract PermutationHarness {
    /// @notice Seats for many cases in one call; the arrays run in parallel.
    function seatsAt(
        bytes32[] calldata seeds,
        uint256[] calldata sizes,
        uint256[] calldata positions
    ) external pure returns (uint256[] memory seats) {
        seats = new uint256[](seeds.length);
        for (uint256 i; i < seeds.length; i++) {
            seats[i] = Permutation.seatAt(seeds[i], sizes[i], positions[i]);
        }
    }

    /// @notice Positions for many cases in one call; the arrays run in parallel.
    function positionsOf(
        bytes32[] calldata seeds,
        uint256[] calldata sizes,
        uint256[] calldata seats
    ) external pure returns (uint256[] memory positions) {
        positions = new uint256[](seeds.length);
        for (uint256 i; i < seeds.length; i++) {
            positions[i] = Permutation.positionOf(seeds[i], sizes[i], seats[i]);
        }
    }

    /// @notice One seat.
    function seatAt(bytes32 seed, uint256 size, uint256 position) external pure returns (uint256) {
        return Permutation.seatAt(seed, size, position);
    }

    /// @notice One position.
    function positionOf(bytes32 seed, uint256 size, uint256 seat) external pure returns (uint256) {
        return Permutation.positionOf(seed, size, seat);
    }

    /// @notice Gas of one look-up, without the call around it.
    function gasOfSeatAt(bytes32 seed, uint256 size, uint256 position) external view returns (uint256 used) {
        used = gasleft();
        Permutation.seatAt(seed, size, position);
        used -= gasleft();
    }
}
