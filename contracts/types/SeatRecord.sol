// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "./OperatorId.sol";

/// @notice Who held a seat from one roster version until before another; toVersion 0 means to this day.
struct SeatRecord {
    // slot 0
    address controller;
    OperatorId operator;
    uint32 fromVersion;
    uint32 toVersion;
}
