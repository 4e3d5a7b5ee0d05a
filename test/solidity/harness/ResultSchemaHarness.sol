// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ResultSchema, ResultSchemaMismatch, SchemaKind} from "../../../contracts/types/ResultSchema.sol";

/// @title ResultSchemaHarness
/// @notice Opens the schema's functions to tests, one case or many at a time.
contract ResultSchemaHarness {
    /// @notice What `verdicts` says of a result that matches.
    uint256 public constant MATCHES = type(uint256).max;

    /// @notice The schema's kind.
    function kind(ResultSchema schema) external pure returns (SchemaKind) {
        return schema.kind();
    }

    /// @notice The schema's longest result.
    function maxBytes(ResultSchema schema) external pure returns (uint256) {
        return schema.maxBytes();
    }

    /// @notice Reverts unless the schema is well formed.
    function requireWellFormed(ResultSchema schema) external pure {
        schema.requireWellFormed();
    }

    /// @notice Reverts unless the result matches.
    function requireMatch(ResultSchema schema, bytes calldata result) external pure {
        schema.requireMatch(result);
    }

    /// @notice Which of many schemas are well formed.
    function areWellFormed(ResultSchema[] calldata schemas) external view returns (bool[] memory sound) {
        sound = new bool[](schemas.length);
        for (uint256 i; i < schemas.length; i++) {
            try this.requireWellFormed(schemas[i]) {
                sound[i] = true;
            } catch {}
        }
    }

    /// @notice For many pairs, `MATCHES` or the offset of the offence.
    function verdicts(
        ResultSchema[] calldata schemas,
        bytes[] calldata results
    ) external view returns (uint256[] memory offsets) {
        offsets = new uint256[](schemas.length);
        for (uint256 i; i < schemas.length; i++) {
            try this.requireMatch(schemas[i], results[i]) {
                offsets[i] = MATCHES;
            } catch (bytes memory reason) {
                offsets[i] = _offsetIn(reason, schemas[i]);
            }
        }
    }

    /// @dev A revert of any other kind must not be taken for a verdict.
    function _offsetIn(bytes memory reason, ResultSchema schema) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := mload(add(reason, 0x44))
        }
        bytes memory expected = abi.encodeWithSelector(ResultSchemaMismatch.selector, schema, offset);
        require(keccak256(reason) == keccak256(expected), "not a verdict");
    }

    /// @notice Gas of one check, without the call around it.
    function gasOfRequireMatch(ResultSchema schema, bytes calldata result) external view returns (uint256 used) {
        used = gasleft();
        schema.requireMatch(result);
        used -= gasleft();
    }

    /// @notice Gas of one check of a schema, without the call around it.
    function gasOfRequireWellFormed(ResultSchema schema) external view returns (uint256 used) {
        used = gasleft();
        schema.requireWellFormed();
        used -= gasleft();
    }
}
