// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IContentHash} from "../interfaces/IContentHash.sol";
import {IDataAvailability} from "../interfaces/IDataAvailability.sol";
import {Blob} from "../types/Blob.sol";
import {BlobKind} from "../types/BlobKind.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title DataAvailability
/// @notice Publishers' roots, and bytes that were published on the chain. It holds no money and has no owner.
contract DataAvailability is IDataAvailability {
    /// @notice Oldest root that counts, in seconds.
    uint40 public immutable maxRootAge;
    /// @notice Names results; the zero address where the chain cannot, so that none can be published on it.
    IContentHash public immutable resultHash;

    mapping(address publisher => mapping(bytes32 root => uint40 publishedAt)) private _roots;
    mapping(bytes32 leaf => uint40 publishedAt) private _leaves;

    constructor(uint40 maxRootAge_, IContentHash resultHash_) {
        (maxRootAge, resultHash) = (maxRootAge_, resultHash_);
    }

    /// @inheritdoc IDataAvailability
    function publishRoot(bytes32 root) external {
        if (root == 0) revert AvailabilityEmptyRoot(msg.sender);

        _roots[msg.sender][root] = uint40(block.timestamp);

        emit RootPublished(msg.sender, root);
    }

    /// @inheritdoc IDataAvailability
    function publishBytes(
        BlobKind kind,
        address market,
        TaskId taskId,
        bytes calldata data
    ) external returns (bytes32 dataHash) {
        if (data.length == 0) revert AvailabilityEmptyBytes(market, taskId);

        dataHash = hashOf(kind, data);
        bytes32 leaf = Blob(kind, market, taskId, dataHash, uint64(data.length)).leafOf();
        if (_leaves[leaf] == 0) _leaves[leaf] = uint40(block.timestamp);

        emit BytesPublished(market, taskId, msg.sender, kind, dataHash, data);
    }

    /// @inheritdoc IDataAvailability
    function requireAvailable(address publisher, Blob calldata blob, bytes32[] calldata proof) external view {
        bytes32 leaf = blob.leafOf();
        if (publisher == address(0)) {
            if (_leaves[leaf] == 0) revert AvailabilityBytesMissing(leaf);
            return;
        }
        bytes32 root = MerkleProof.processProofCalldata(proof, leaf);
        uint256 publishedAt = _roots[publisher][root];
        if (publishedAt == 0) revert AvailabilityUnknownRoot(publisher, root);
        if (!_isYoung(publishedAt)) revert AvailabilityRootTooOld(publisher, root, publishedAt, maxRootAge);
    }

    /// @inheritdoc IDataAvailability
    function isAvailable(address publisher, Blob calldata blob, bytes32[] calldata proof) external view returns (bool) {
        bytes32 leaf = blob.leafOf();
        if (publisher == address(0)) return _leaves[leaf] != 0;
        return _isYoung(_roots[publisher][MerkleProof.processProofCalldata(proof, leaf)]);
    }

    function _isYoung(uint256 publishedAt) private view returns (bool) {
        return publishedAt != 0 && publishedAt + maxRootAge >= block.timestamp;
    }

    /// @inheritdoc IDataAvailability
    function rootPublishedAt(address publisher, bytes32 root) external view returns (uint256) {
        return _roots[publisher][root];
    }

    /// @inheritdoc IDataAvailability
    function bytesPublishedAt(bytes32 leaf) external view returns (uint256) {
        return _leaves[leaf];
    }

    /// @inheritdoc IDataAvailability
    function hashOf(BlobKind kind, bytes calldata data) public view returns (bytes32) {
        if (kind == BlobKind.Parameters || kind == BlobKind.Opening) return sha256(data);
        if (kind != BlobKind.Result || address(resultHash) == address(0)) revert AvailabilityUnhashableKind(kind);
        return resultHash.hashOf(data);
    }
}
