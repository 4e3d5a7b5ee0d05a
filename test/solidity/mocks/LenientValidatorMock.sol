// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISchemaValidator} from "../../../contracts/interfaces/ISchemaValidator.sol";

/// @notice A validator that likes every result.
contract LenientValidatorMock is ISchemaValidator {
    function isValid(bytes calldata) external pure returns (bool) {
        return true;
    }
}
