// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeSeat} from "../types/Committee.sol";
import {OperatorId} from "../types/OperatorId.sol";
import {Bls12381} from "./Bls12381.sol";
import {CodePage} from "./CodePage.sol";

/// @title CommitteePage
/// @notice The layout of a sealed page: total power (12 bytes), aggregate key (192), then for each seat its key (192),
/// power (12) and operator (4). Totals of page 0 are the committee's; those of others, of the page alone.
library CommitteePage {
    /// @notice Seats on one page: as many as fit contract code.
    uint256 internal constant SEATS = 117;

    uint256 private constant KEY_AT = 12;
    uint256 private constant HEADER_BYTES = 204;
    uint256 private constant SEAT_BYTES = 208;
    /// @dev Where a seat's power begins, behind its key.
    uint256 private constant POWER_AT = 192;

    /// @notice The page that a seat is on.
    function pageOf(uint256 seat) internal pure returns (uint256) {
        return seat / SEATS;
    }

    /* WRITING */

    /// @notice An empty page for a number of seats.
    function blank(uint256 count) internal pure returns (bytes memory content) {
        return new bytes(HEADER_BYTES + count * SEAT_BYTES);
    }

    /// @notice Writes a seat into a page that is being made.
    function writeSeat(
        bytes memory content,
        uint256 index,
        bytes calldata key,
        CommitteeSeat memory seat
    ) internal pure {
        uint256 tail = (uint256(seat.power) << 160) | (uint256(OperatorId.unwrap(seat.operator)) << 128);
        // The last sixteen bytes of a seat are written as half a word, over the beginning of the next seat or the
        // sixteen bytes of padding behind the page, so seats are written in order.
        assembly ("memory-safe") {
            let at := add(add(content, 0x20), add(HEADER_BYTES, mul(index, SEAT_BYTES)))
            calldatacopy(at, key.offset, POWER_AT)
            let end := add(at, POWER_AT)
            let behind := and(mload(end), sub(shl(128, 1), 1))
            mstore(end, or(tail, behind))
        }
    }

    /// @notice Writes the totals into a page that is being made.
    function writeTotals(bytes memory content, uint256 total, Bls12381.G2Point memory sum) internal pure {
        uint256 start;
        assembly ("memory-safe") {
            start := add(content, 0x20)
            mstore(start, or(shl(160, total), and(mload(start), sub(shl(160, 1), 1))))
        }
        Bls12381.packG2At(sum, start + KEY_AT);
    }

    /* READING */

    /// @notice The total power on a page.
    function totalOf(address page) internal view returns (uint256) {
        return CodePage.readWord(page, 0) >> 160;
    }

    /// @notice The aggregate key on a page.
    function aggregateOf(address page) internal view returns (Bls12381.G2Point memory key) {
        bytes memory packed = CodePage.read(page, KEY_AT, Bls12381.G2_BYTES);
        uint256 source;
        assembly ("memory-safe") {
            source := add(packed, 0x20)
        }
        Bls12381.unpackG2At(source, key);
    }

    /// @notice A seat's operator and power.
    function seatAt(address page, uint256 index) internal view returns (CommitteeSeat memory) {
        uint256 word = CodePage.readWord(page, HEADER_BYTES + index * SEAT_BYTES + POWER_AT - 16);
        return CommitteeSeat(OperatorId.wrap(uint32(word)), uint96(word >> 32));
    }

    /// @notice A seat's key.
    function keyAt(address page, uint256 index) internal view returns (bytes memory) {
        return CodePage.read(page, HEADER_BYTES + index * SEAT_BYTES, Bls12381.G2_BYTES);
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
