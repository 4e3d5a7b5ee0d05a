// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";
import {InferencePeriods, InferenceSampling} from "./InferenceSettings.sol";

/// @notice InferencePeriods in one word, but for the bounds of an execution, which only a creation looks at.
type PackedPeriods is uint256;

/// @notice InferenceSampling in one word, but for the circuit.
type PackedSampling is uint256;

using {queue, parameters, download, validation, group, siblings, opening, upload} for PackedPeriods global;
using {
    samplingModulus,
    minSeatsToSlash,
    hammingThreshold,
    slashBps,
    lateBps,
    reporterBps,
    challenges,
    maxChunks
} for PackedSampling global;

function packPeriods(InferencePeriods memory periods) pure returns (PackedPeriods) {
    uint256 early =
        periods.queue |
            (uint256(periods.parameters) << 32) |
            (uint256(periods.download) << 64) |
            (uint256(periods.validation) << 96);
    uint256 late =
        periods.group |
            (uint256(periods.siblings) << 32) |
            (uint256(periods.opening) << 64) |
            (uint256(periods.upload) << 96);
    return PackedPeriods.wrap(early | (late << 128));
}

function packSampling(InferenceSampling memory sampling) pure returns (PackedSampling) {
    uint256 shares = sampling.slashBps | (uint256(sampling.lateBps) << 16) | (uint256(sampling.reporterBps) << 32);
    uint256 sizes =
        sampling.samplingModulus |
            (uint256(sampling.minSeatsToSlash) << 16) |
            (uint256(sampling.hammingThreshold) << 32) |
            (uint256(sampling.challenges) << 40) |
            (uint256(sampling.maxChunks) << 48);
    return PackedSampling.wrap(sizes | (shares << 80));
}

function queue(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed));
}

function parameters(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 32);
}

function download(PackedPeriods packed) pure returns (uint16) {
    return uint16(PackedPeriods.unwrap(packed) >> 64);
}

function validation(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 96);
}

function group(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 128);
}

function siblings(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 160);
}

function opening(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 192);
}

function upload(PackedPeriods packed) pure returns (uint32) {
    return uint32(PackedPeriods.unwrap(packed) >> 224);
}

function samplingModulus(PackedSampling packed) pure returns (uint16) {
    return uint16(PackedSampling.unwrap(packed));
}

function minSeatsToSlash(PackedSampling packed) pure returns (uint16) {
    return uint16(PackedSampling.unwrap(packed) >> 16);
}

function hammingThreshold(PackedSampling packed) pure returns (uint8) {
    return uint8(PackedSampling.unwrap(packed) >> 32);
}

function challenges(PackedSampling packed) pure returns (uint8) {
    return uint8(PackedSampling.unwrap(packed) >> 40);
}

function maxChunks(PackedSampling packed) pure returns (uint32) {
    return uint32(PackedSampling.unwrap(packed) >> 48);
}

function slashBps(PackedSampling packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedSampling.unwrap(packed) >> 80));
}

function lateBps(PackedSampling packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedSampling.unwrap(packed) >> 96));
}

function reporterBps(PackedSampling packed) pure returns (Bps) {
    return Bps.wrap(uint16(PackedSampling.unwrap(packed) >> 112));
}
