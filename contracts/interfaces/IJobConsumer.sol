// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IJobConsumer
/// @notice A contract that jobs deliver to.
interface IJobConsumer {
    /// @notice Takes what an execution put out. Called with capped gas; if it reverts, the delivery counts as failed.
    /// @dev Warning: anyone can call this; require that the caller is the market or the gateway that you trust, and
    /// that the job is yours.
    /// @param jobId The job.
    /// @param slot The slot whose processor delivers, from 0.
    /// @param execution The execution, from 0.
    /// @param output What the script returned.
    function fulfill(bytes32 jobId, uint8 slot, uint32 execution, bytes calldata output) external;
}
