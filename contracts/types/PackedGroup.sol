// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AgreedGroup} from "./InferenceTask.sol";

/// @notice AgreedGroup as it is stored, in two words: arrays of short numbers would begin a word each.
/// @param members Three times node and share, 40 bits each, the first lowest; then uploader and count.
struct PackedGroup {
    // slot 0
    bytes32 tasks;
    // slot 1
    uint136 members;
}

using {toAgreedGroup} for PackedGroup global;

/// @dev Bits of a member, and those of them that are its node.
uint256 constant MEMBER_BITS = 40;
uint256 constant NODE_BITS = 24;
/// @dev Where the members end.
uint256 constant TURN_BIT = 120;

function toPackedGroup(AgreedGroup memory group) pure returns (PackedGroup memory packed) {
    uint256 members = (uint256(group.count) << (TURN_BIT + 8)) | (uint256(group.uploader) << TURN_BIT);
    for (uint256 i; i < 3; ++i) {
        uint256 member = group.nodes[i] | (uint256(group.shares[i]) << NODE_BITS);
        members |= member << (MEMBER_BITS * i);
    }
    return PackedGroup(group.tasks, uint136(members));
}

function toAgreedGroup(PackedGroup memory packed) pure returns (AgreedGroup memory group) {
    uint256 members = packed.members;
    (group.tasks, group.uploader, group.count) = (
        packed.tasks,
        uint8(members >> TURN_BIT),
        uint8(members >> (TURN_BIT + 8))
    );
    for (uint256 i; i < 3; ++i) {
        uint256 member = members >> (MEMBER_BITS * i);
        (group.nodes[i], group.shares[i]) = (uint24(member), uint16(member >> NODE_BITS));
    }
}
