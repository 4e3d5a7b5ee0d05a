// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Vm
/// @notice The few cheat codes of the test runner that these tests use.
interface Vm {
    /// @notice The next outside call must revert with exactly these bytes.
    function expectRevert(bytes calldata reason) external;
}

/// @dev Where the test runner answers.
Vm constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
