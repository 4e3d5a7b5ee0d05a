// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";
import {CodePage} from "../../../contracts/libraries/CodePage.sol";
import {CommitteePage} from "../../../contracts/libraries/CommitteePage.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";

/// @title CommitteePageHarness
/// @notice Opens the library to tests.
contract CommitteePageHarness {
    /// @notice Writes a page of seats with powers 1, 2, 3 …, whatever their keys are.
    function write(bytes calldata keys) external returns (address) {
        uint256 count = keys.length / Bls12381.G2_BYTES;
        bytes memory content = CommitteePage.blank(count);
        Bls12381.G2Point memory key;
        for (uint256 i; i < count; ++i) {
            CommitteePage.writeKey(content, i, keys, key);
            CommitteePage.writeSeat(content, i, OperatorId.wrap(uint32(i + 1)), i + 1);
        }
        return CodePage.write(content);
    }

    /// @notice Adds the seats of a set to infinity; the sum padded, their power, and the gas that it took.
    function sum(address page, uint256 set) external view returns (uint256[8] memory, uint256 power, uint256 used) {
        Bls12381.G2Point memory total;
        used = gasleft();
        power = CommitteePage.sumSeats(page, set, total);
        used -= gasleft();
        return (total.limbs, power, used);
    }
}
