// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReceiptRoots} from "../../../contracts/interfaces/IReceiptRoots.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";

/// @notice Devices and receipts in the place of the real ones; of IDeviceAttestation what the market asks.
contract JobGroundMock is IReceiptRoots {
    mapping(OperatorId operator => uint40 time) public liveUntil;
    mapping(uint256 chainId => mapping(bytes32 root => bool)) public isReceiptRoot;

    function certify(OperatorId operator, uint40 until) external {
        liveUntil[operator] = until;
    }

    function postRoot(uint256 chainId, bytes32 root) external {
        isReceiptRoot[chainId][root] = true;
    }

    /// @notice Accepts a signature that is the hash of operator and digest.
    function isSignedBy(OperatorId operator, bytes32 digest, bytes calldata signature) external view returns (bool) {
        bool isLive = liveUntil[operator] > block.timestamp;
        return isLive && keccak256(signature) == keccak256(abi.encode(keccak256(abi.encode(operator, digest))));
    }
}
