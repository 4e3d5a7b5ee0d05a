// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roster} from "../../../contracts/types/Pool.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {SealingSeat} from "../../../contracts/types/SealingSeat.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";

/// @notice As much of a registry as committees ask, with a roster of any size whose members all have one power, and
/// hold whatever keys they are said to.
contract SealingRegistryMock {
    uint32 public size;
    uint128 public power;
    bytes27[] private _hashes;

    function setRoster(uint32 newSize, uint128 newPower, bytes[] calldata keys) external {
        (size, power) = (newSize, newPower);
        delete _hashes;
        for (uint256 i; i < keys.length; ++i) _hashes.push(bytes27(keccak256(keys[i])));
    }

    function unbondingPeriod() external pure returns (uint40) {
        return 35 days;
    }

    function rosterOf(PoolId) external view returns (Roster memory roster) {
        roster.size = size;
        roster.version = 1;
    }

    function sealingSeats(
        PoolId,
        uint32,
        uint32 first,
        uint32 count,
        uint32[] calldata,
        uint8
    ) external view returns (SealingSeat[] memory seats) {
        seats = new SealingSeat[](count);
        for (uint32 i; i < count; ++i) {
            uint32 seat = first + i;
            seats[i] = SealingSeat(OperatorId.wrap(seat + 1), power, _hashes[seat % _hashes.length]);
        }
    }
}
