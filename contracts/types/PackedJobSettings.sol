// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";
import {JobSettings} from "./Job.sol";

/// @notice JobSettings in one word, as the market's libraries get them with each call.
type PackedJobSettings is uint256;

using {
    ackWindow,
    reportTolerance,
    receiptWindow,
    matcherBps,
    silenceBps,
    missedBps,
    missedLimitBps,
    reporterBps,
    toJobSettings
} for PackedJobSettings global;

function toPacked(JobSettings memory settings) pure returns (PackedJobSettings) {
    uint256 times =
        settings.ackWindow | (uint256(settings.reportTolerance) << 40) | (uint256(settings.receiptWindow) << 80);
    uint256 shares =
        Bps.unwrap(settings.matcherBps) |
            (uint256(Bps.unwrap(settings.silenceBps)) << 16) |
            (uint256(Bps.unwrap(settings.missedBps)) << 32) |
            (uint256(Bps.unwrap(settings.missedLimitBps)) << 48) |
            (uint256(Bps.unwrap(settings.reporterBps)) << 64);
    return PackedJobSettings.wrap(times | (shares << 120));
}

function toJobSettings(PackedJobSettings packed) pure returns (JobSettings memory) {
    return
        JobSettings({
            ackWindow: uint40(packed.ackWindow()),
            reportTolerance: uint40(packed.reportTolerance()),
            receiptWindow: uint40(packed.receiptWindow()),
            matcherBps: packed.matcherBps(),
            silenceBps: packed.silenceBps(),
            missedBps: packed.missedBps(),
            missedLimitBps: packed.missedLimitBps(),
            reporterBps: packed.reporterBps()
        });
}

function ackWindow(PackedJobSettings packed) pure returns (uint256) {
    return uint40(PackedJobSettings.unwrap(packed));
}

function reportTolerance(PackedJobSettings packed) pure returns (uint256) {
    return uint40(PackedJobSettings.unwrap(packed) >> 40);
}

function receiptWindow(PackedJobSettings packed) pure returns (uint256) {
    return uint40(PackedJobSettings.unwrap(packed) >> 80);
}

function matcherBps(PackedJobSettings packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedJobSettings.unwrap(packed) >> 120));
}

function silenceBps(PackedJobSettings packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedJobSettings.unwrap(packed) >> 136));
}

function missedBps(PackedJobSettings packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedJobSettings.unwrap(packed) >> 152));
}

function missedLimitBps(PackedJobSettings packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedJobSettings.unwrap(packed) >> 168));
}

function reporterBps(PackedJobSettings packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedJobSettings.unwrap(packed) >> 184));
}
