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

    uint256 private constant KEY_AT = 16;
    uint256 private constant HEADER_BYTES = 208;
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
    function writeSeat(bytes memory content, uint256 index, CommitteeSeat memory seat) internal pure {
        uint256 tail = (uint256(seat.power) << 160) | (uint256(OperatorId.unwrap(seat.operator)) << 128);
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

    /// @notice Reads a seat's key into a point that is there already, and its power.
    function readKey(address page, uint256 index, Bls12381.G2Point memory key) internal view returns (uint256 power) {
        uint256 source;
        // In the free memory, for the moment of unpacking it: an array for each seat would cost more than the rest.
        assembly ("memory-safe") {
            source := mload(0x40)
            extcodecopy(page, source, add(1, add(HEADER_BYTES, mul(index, SEAT_BYTES))), SEAT_BYTES)
            power := shr(160, mload(add(source, POWER_AT)))
        }
        Bls12381.unpackG2At(source, key);
    }
}
