// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VM} from "./Vm.sol";

/// @notice Thrown when a contract of the build could not be created.
error DeployFailed(string name);

/// @dev Creates a contract by its name in the build. With `new` its code would be compiled once more inside each test.
function deploy(string memory name, bytes memory arguments) returns (address deployed) {
    bytes memory code = bytes.concat(VM.getCode(name), arguments);
    // Solidity creates only what it compiled itself.
    assembly {
        deployed := create(0, add(code, 0x20), mload(code))
    }
    if (deployed == address(0)) revert DeployFailed(name);
}
