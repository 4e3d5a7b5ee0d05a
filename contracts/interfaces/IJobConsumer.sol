// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobId} from "../types/JobId.sol";

/// @title IJobConsumer
/// @notice A contract that is given the outputs of jobs.
interface IJobConsumer {
    /// @notice Takes the output of an execution. To revert is to refuse it: the execution then earns the failure fee.
    /// @dev Warning: check that the caller is the market or gateway you trust, and the job one of yours.
    /// @param job The job.
    /// @param slot Slot that ran.
    /// @param execution Which execution, from 0.
    /// @param processor Account of the processor.
    /// @param output The output.
    function fulfill(JobId job, uint256 slot, uint256 execution, address processor, bytes calldata output) external;
}
