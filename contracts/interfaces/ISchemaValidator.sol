// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ISchemaValidator
/// @notice Checks results of a Custom schema. Called with capped gas; its answer is one word.
interface ISchemaValidator {
    /// @notice Whether a result has the form that the task asks for.
    /// @dev Must be canonical: of all encodings of one value exactly one may pass, or agreeing results look different.
    function isValid(bytes calldata result) external view returns (bool);
}
