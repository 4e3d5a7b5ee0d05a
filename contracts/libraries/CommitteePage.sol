// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeSeat} from "../types/Committee.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {Bls12381} from "./Bls12381.sol";
import {CodePage} from "./CodePage.sol";

/// @title CommitteePage
/// @notice The layout of a sealed page: total power (16 bytes), aggregate key (192), then for each seat its key (192),
/// power (12) and operator (4). Totals of page 0 are the committee's; those of others, of the page alone.
library CommitteePage {
    /// @notice Seats on one page: as many as fit contract code.
    uint256 internal constant SEATS = 117;

    /// @notice The set of all seats of a full page.
    uint256 internal constant FULL = (1 << SEATS) - 1;

    uint256 private constant KEY_AT = 16;
    uint256 private constant HEADER_BYTES = 208;
    /// @dev Where the seats begin in a page's code, behind the leading STOP.
    uint256 private constant SEATS_AT = 209;
    uint256 private constant SEAT_BYTES = 208;
    /// @dev Where a seat's power begins, behind its key.
    uint256 private constant POWER_AT = 192;
    uint256 private constant KEY_BYTES = 192;

    /// @notice The page that a seat is on.
    function pageOf(uint256 seat) internal pure returns (uint256) {
        return seat / SEATS;
    }

    /* WRITING */

    /// @notice An empty page for a number of seats.
    function blank(uint256 count) internal pure returns (bytes memory content) {
        return new bytes(HEADER_BYTES + count * SEAT_BYTES);
    }

    /// @notice Writes a seat's key into a page that is being made.
    /// @param keys The keys of the page's seats, 192 bytes each.
    /// @param point Becomes the key as well, padded.
    /// @return keyHash Its keccak256.
    function writeKey(
        bytes memory content,
        uint256 index,
        bytes calldata keys,
        Bls12381.G2Point memory point
    ) internal pure returns (bytes32 keyHash) {
        uint256 target;
        // Hashed where it lies: Solidity would copy each key to memory of its own.
        assembly ("memory-safe") {
            target := add(add(content, 0x20), add(HEADER_BYTES, mul(index, SEAT_BYTES)))
            calldatacopy(target, add(keys.offset, mul(index, KEY_BYTES)), KEY_BYTES)
            keyHash := keccak256(target, KEY_BYTES)
        }
        Bls12381.unpackG2At(target, point);
    }

    /// @notice Writes a seat's power and operator into a page that is being made.
    /// @param power At most 96 bits.
    function writeSeat(bytes memory content, uint256 index, OperatorId operator, uint256 power) internal pure {
        uint256 tail = (power << 160) | (uint256(OperatorId.unwrap(operator)) << 128);
        // Half a word: the other half belongs to the next seat, or to nobody.
        assembly ("memory-safe") {
            mstore(0, tail)
            mcopy(add(add(content, 0x20), add(add(HEADER_BYTES, POWER_AT), mul(index, SEAT_BYTES))), 0, 0x10)
        }
    }

    /// @notice Writes the totals into a page that is being made.
    function writeTotals(bytes memory content, uint256 total, Bls12381.G2Point memory sum) internal pure {
        uint256 start;
        assembly ("memory-safe") {
            start := add(content, 0x20)
            mstore(0, shl(128, total))
            mcopy(start, 0, 0x10)
        }
        Bls12381.packG2At(sum, start + KEY_AT);
    }

    /* READING */

    /// @notice The total power on a page.
    function totalOf(address page) internal view returns (uint256) {
        return CodePage.readWord(page, 0) >> 128;
    }

    /// @notice Reads the total power and the aggregate key of a page; the key into a point that is there already.
    function readTotals(address page, Bls12381.G2Point memory key) internal view returns (uint256 total) {
        uint256 source;
        assembly ("memory-safe") {
            source := mload(0x40)
            extcodecopy(page, source, 1, HEADER_BYTES)
            total := shr(128, mload(source))
        }
        Bls12381.unpackG2At(source + KEY_AT, key);
    }

    /// @notice A seat's operator and power.
    function seatAt(address page, uint256 index) internal view returns (CommitteeSeat memory) {
        uint256 word = CodePage.readWord(page, HEADER_BYTES + index * SEAT_BYTES + POWER_AT - 16);
        return CommitteeSeat(OperatorId.wrap(uint32(word)), uint96(word >> 32));
    }

    /// @notice A seat's key.
    function keyAt(address page, uint256 index) internal view returns (bytes memory) {
        return CodePage.read(page, HEADER_BYTES + index * SEAT_BYTES, KEY_BYTES);
    }

    /// @notice Adds the keys of some seats of a page to a sum, in place.
    /// @param set Bit i set: the page's i-th seat.
    /// @return power Of these seats.
    function sumSeats(address page, uint256 set, Bls12381.G2Point memory sum) internal view returns (uint256 power) {
        bool isSuccess = true;
        uint256 adder = Bls12381.G2_ADD;
        uint256 adderGas = Bls12381.G2_ADD_GAS;
        // Sum and summand stay where the precompile reads them, since moving them would cost as much as adding.
        assembly ("memory-safe") {
            let input := mload(0x40)
            let summand := add(input, 0x100)
            let seat := add(input, 0x200)
            let limbs := mload(sum)
            mcopy(input, limbs, 0x100)
            calldatacopy(summand, calldatasize(), 0x100)
            for {} set {
                set := and(set, sub(set, 1))
            } {
                let index := sub(255, clz(and(set, sub(0, set))))
                extcodecopy(page, seat, add(mul(index, SEAT_BYTES), SEATS_AT), SEAT_BYTES)
                mcopy(add(summand, 0x10), seat, 0x30)
                mcopy(add(summand, 0x50), add(seat, 0x30), 0x30)
                mcopy(add(summand, 0x90), add(seat, 0x60), 0x30)
                mcopy(add(summand, 0xd0), add(seat, 0x90), 0x30)
                power := add(power, shr(160, mload(add(seat, POWER_AT))))
                isSuccess := and(isSuccess, staticcall(adderGas, adder, input, 0x200, input, 0x100))
            }
            mcopy(limbs, input, 0x100)
        }
        if (!isSuccess) revert Bls12381.Bls12381PrecompileFailed(adder);
    }
}
