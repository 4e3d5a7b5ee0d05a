// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a deployment times its stages, in blocks.
/// @param queue From creation to the draw.
/// @param parameters From the draw to the upload of the parameters.
/// @param minExecution Least that a node gets to run a task.
/// @param maxExecution Most that it gets.
/// @param download After which a node may give up to fetch models.
/// @param validation From the score to its validation.
/// @param group The same for tasks of a sampled group.
/// @param siblings From the first score to the creation of the others.
/// @param opening From a group's disclosure until it is settled without missing scores.
/// @param upload From the validation to the commitment, and again to the proof.
struct InferencePeriods {
    uint32 queue;
    uint32 parameters;
    uint16 minExecution;
    uint16 maxExecution;
    uint16 download;
    uint32 validation;
    uint32 group;
    uint32 siblings;
    uint32 opening;
    uint32 upload;
}

/// @notice How a deployment samples and punishes.
/// @param samplingModulus One task of so many is sampled.
/// @param minSeatsToSlash Nodes that must have joined for a majority to cost anybody stake.
/// @param hammingThreshold Bits, of 64, in which hashes of like images differ less.
/// @param slashBps Share of its stake that a false result costs.
/// @param lateBps Share of the fee that a node gets whose creator did not upload the parameters.
/// @param reporterBps Share of a penalty for whoever reported a missed deadline.
/// @param challenges Chunks of an upload that are proven.
/// @param maxChunks Chunks that the circuit can address.
/// @param circuit Id of the circuit's key.
struct InferenceSampling {
    uint16 samplingModulus;
    uint16 minSeatsToSlash;
    uint8 hammingThreshold;
    uint16 slashBps;
    uint16 lateBps;
    uint16 reporterBps;
    uint8 challenges;
    uint32 maxChunks;
    bytes32 circuit;
}
