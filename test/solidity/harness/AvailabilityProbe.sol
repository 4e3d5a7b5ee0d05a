// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDataAvailability} from "../../../contracts/interfaces/IDataAvailability.sol";
import {Blob} from "../../../contracts/types/Blob.sol";

/// @notice Says what a leaf is, and what a market pays for asking whether a blob is available.
contract AvailabilityProbe {
    function leafOf(Blob calldata blob) external pure returns (bytes32) {
        return blob.leafOf();
    }

    function gasOfCheck(
        IDataAvailability availability,
        address publisher,
        Blob calldata blob,
        bytes32[] calldata proof
    ) external view returns (uint256) {
        uint256 before = gasleft();
        availability.requireAvailable(publisher, blob, proof);
        return before - gasleft();
    }
}
