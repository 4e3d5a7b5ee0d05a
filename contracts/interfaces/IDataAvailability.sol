// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blob} from "../types/Blob.sol";
import {BlobKind} from "../types/BlobKind.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title IDataAvailability
/// @notice Where publishers say which blobs they serve, and where bytes that nobody serves are published themselves.
///
/// A blob is named by its data hash. For Parameters and Opening it is the SHA-256 of the bytes, as in a CIDv1. For a
/// Result it is the Merkle root of the ciphertext, in the hash that circuits speak; `resultHash` computes it.
///
/// A publisher's root is its word, for those who name it: a task says whose word it takes, so a publisher has no power
/// over others, holds no stake and can block nobody. Bytes published here need nobody's word: the chain hashes them by
/// the rule of their kind and takes no hash from the sender. So it does not matter who published them, and the zero
/// address in place of a publisher asks for exactly these.
interface IDataAvailability {
    /// @notice Thrown when a publisher never posted the root that a proof leads to.
    error AvailabilityUnknownRoot(address publisher, bytes32 root);

    /// @notice Thrown when the root that a proof leads to is older than roots may be. Times in seconds.
    error AvailabilityRootTooOld(address publisher, bytes32 root, uint256 publishedAt, uint256 maxRootAge);

    /// @notice Thrown when the bytes of a leaf were not published here.
    error AvailabilityBytesMissing(bytes32 leaf);

    /// @notice Thrown when a publisher posts no root.
    error AvailabilityEmptyRoot(address publisher);

    /// @notice Thrown when nothing is published as a task's bytes.
    error AvailabilityEmptyBytes(address market, TaskId taskId);

    /// @notice Thrown when the chain cannot name bytes of a kind.
    error AvailabilityUnhashableKind(BlobKind kind);

    /// @notice Emitted when a publisher posted a root, or posted it again.
    event RootPublished(address indexed publisher, bytes32 indexed root);

    /// @notice Emitted when bytes were published. Who wants them takes them from here.
    event BytesPublished(
        address indexed market,
        TaskId indexed taskId,
        address indexed publisher,
        BlobKind kind,
        bytes32 dataHash,
        bytes data
    );

    /// @notice Posts the root of a Merkle tree over leaves of blobs that the caller serves. Anyone may. Posting it
    /// again makes it young again.
    function publishRoot(bytes32 root) external;

    /// @notice Publishes a task's bytes. Anyone may.
    /// @dev The hash binds task and bytes, not what the bytes say: a market still checks that it is the hash that the
    /// party to the task named.
    /// @return dataHash The hash that the chain computed.
    function publishBytes(
        BlobKind kind,
        address market,
        TaskId taskId,
        bytes calldata data
    ) external returns (bytes32 dataHash);

    /// @notice Reverts unless a blob is available.
    /// @param publisher Who says so; the zero address for bytes that were published here.
    /// @param blob The blob.
    /// @param proof From the blob's leaf to a root of the publisher, no older than `maxRootAge`; not read for bytes
    /// that were published here, which have no age.
    function requireAvailable(address publisher, Blob calldata blob, bytes32[] calldata proof) external view;

    /// @notice Whether a blob is available; see `requireAvailable`.
    function isAvailable(address publisher, Blob calldata blob, bytes32[] calldata proof) external view returns (bool);

    /// @notice When a publisher last posted a root, in seconds; 0 for never.
    function rootPublishedAt(address publisher, bytes32 root) external view returns (uint256);

    /// @notice When the bytes of a leaf were first published here, in seconds; 0 for never.
    function bytesPublishedAt(bytes32 leaf) external view returns (uint256);

    /// @notice The hash that names bytes of a kind.
    function hashOf(BlobKind kind, bytes calldata data) external view returns (bytes32);
}
