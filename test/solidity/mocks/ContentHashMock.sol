// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContentHash} from "../../../contracts/interfaces/IContentHash.sol";

/// @notice Names bytes by keccak256.
contract ContentHashMock is IContentHash {
    function hashOf(bytes calldata data) external pure returns (bytes32) {
        return keccak256(data);
    }
}
