// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {TaskId} from "../types/TaskId.sol";

/// @title PriceQueue
/// @notice A bounded queue of 256 price levels, first in first out within a level. Every operation costs the same
/// whatever the queue's length, and any item can be taken out.
library PriceQueue {
    /// @dev The first and the last slot of a level; 0 is none.
    struct Level {
        uint16 first;
        uint16 last;
    }

    /// @dev A slot's neighbours within its level, and the level.
    struct Item {
        // slot 0
        TaskId id;
        // slot 1
        uint16 previous;
        uint16 next;
        uint8 level;
    }

    /// @dev Slots count from 1. Free ones are chained by `next`.
    struct Queue {
        uint256 levels;
        uint16 length;
        uint16 free;
        uint16 used;
        mapping(uint256 level => Level ends) ends;
        mapping(uint256 slot => Item item) items;
    }

    /// @notice Adds an item at the end of its level.
    /// @return slot Where it stands, to remove it by.
    function push(Queue storage queue, TaskId id, uint8 level) internal returns (uint16 slot) {
        slot = queue.free;
        if (slot == 0) slot = ++queue.used;
        else queue.free = queue.items[slot].next;
        ++queue.length;

        Level memory ends = queue.ends[level];
        queue.items[slot] = Item({id: id, previous: ends.last, next: 0, level: level});
        if (ends.last == 0) {
            ends.first = slot;
            queue.levels |= 1 << level;
        } else {
            queue.items[ends.last].next = slot;
        }
        ends.last = slot;
        queue.ends[level] = ends;
    }

    /// @notice Takes an item out.
    function remove(Queue storage queue, uint16 slot) internal {
        Item memory item = queue.items[slot];
        Level memory ends = queue.ends[item.level];
        if (item.previous == 0) ends.first = item.next;
        else queue.items[item.previous].next = item.next;
        if (item.next == 0) ends.last = item.previous;
        else queue.items[item.next].previous = item.previous;
        queue.ends[item.level] = ends;
        if (ends.first == 0) queue.levels &= ~(1 << item.level);

        queue.items[slot].next = queue.free;
        queue.free = slot;
        --queue.length;
    }

    /// @notice The slot of the item to serve next: the oldest of the highest level; 0 when there is none.
    function best(Queue storage queue) internal view returns (uint16) {
        if (queue.levels == 0) return 0;
        return queue.ends[Math.log2(queue.levels)].first;
    }

    /// @notice The slot of the item to give up first: the newest of the lowest level; 0 when there is none.
    function worst(Queue storage queue) internal view returns (uint16 slot, uint8 level) {
        uint256 levels = queue.levels;
        if (levels == 0) return (0, 0);
        level = uint8(Math.log2(levels & (~levels + 1)));
        slot = queue.ends[level].last;
    }

    /// @notice The item in a slot.
    function idAt(Queue storage queue, uint16 slot) internal view returns (TaskId) {
        return queue.items[slot].id;
    }

    /// @notice The level of a price: four to each doubling, so neighbours differ by a fifth or so. Prices from 2^64 on
    /// share the highest.
    /// @param price What is paid for one unit of work.
    function levelOf(uint256 price) internal pure returns (uint8) {
        if (price == 0) return 0;
        uint256 exponent = Math.log2(price);
        if (exponent > 63) return 255;
        // The two bits below the leading one.
        uint256 mantissa = exponent < 2 ? price << (2 - exponent) : price >> (exponent - 2);
        return uint8(exponent * 4 + (mantissa & 3));
    }
}
