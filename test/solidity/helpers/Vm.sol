// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Vm
/// @notice The few cheat codes of the test runner that these tests use.
interface Vm {
    /// @notice An event as the runner recorded it.
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /// @notice The next outside call must revert with exactly these bytes.
    function expectRevert(bytes calldata reason) external;

    /// @notice The next outside call comes from this account.
    function prank(address sender) external;

    /// @notice Sets an account's native balance, in wei.
    function deal(address account, uint256 balance) external;

    /// @notice Sets the block number.
    function roll(uint256 blockNumber) external;

    /// @notice Sets the block's time, in seconds.
    function warp(uint256 timestamp) external;

    /// @notice Sets the block's base fee, in wei a unit of gas.
    function fee(uint256 baseFee) external;

    /// @notice Sets the gas price of the transaction, in wei.
    function txGasPrice(uint256 gasPrice) external;

    /// @notice The creation code of a contract of the build, by its name.
    function getCode(string calldata name) external view returns (bytes memory);

    /// @notice An environment variable as a number, or what stands in for it where there is none.
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);

    /// @notice Starts to record events.
    function recordLogs() external;

    /// @notice The events since the recording started or was last read.
    function getRecordedLogs() external returns (Log[] memory);
}

/// @dev Where the test runner answers.
Vm constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
