// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlobKind} from "./BlobKind.sol";
import {TaskId} from "./TaskId.sol";

using {leafOf} for Blob global;

/// @notice Bytes that belong to a task.
/// @param kind What they are to the task.
/// @param market The task's market.
/// @param taskId The task.
/// @param dataHash Which bytes; the hash depends on the kind, see IDataAvailability.
/// @param size How many.
struct Blob {
    BlobKind kind;
    address market;
    TaskId taskId;
    bytes32 dataHash;
    uint64 size;
}

/// @notice A blob's leaf, as `@openzeppelin/merkle-tree` makes it of (uint8, address, bytes32, bytes32, uint64). Hashed
/// twice, so that no inner node of a tree is a leaf as well.
function leafOf(Blob memory blob) pure returns (bytes32) {
    return keccak256(bytes.concat(keccak256(abi.encode(blob))));
}
