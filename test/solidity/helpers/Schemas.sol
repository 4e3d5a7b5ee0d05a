// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ResultSchema, SchemaKind} from "../../../contracts/types/ResultSchema.sol";

/// @title Schemas
/// @notice Writes schemas down, sound or not.
library Schemas {
    /// @notice The schema with these type codes, one a byte, and their number.
    function write(SchemaKind kind, uint256 maxBytes, bytes memory codes) internal pure returns (ResultSchema) {
        return ResultSchema.wrap(bytes32(abi.encodePacked(kind, uint32(maxBytes), uint8(codes.length), codes)));
    }
}
