// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaskInfo} from "../types/AttestationTask.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title IAttestationHook
/// @notice An AVS's own contract, called around each submission of its definition's tasks, with capped gas.
/// @dev Both run only after the performer's signature and the quorum have been verified. Rejected tasks come as well:
/// look at isApproved. Warning: check that the caller is the attestation center.
interface IAttestationHook {
    /// @notice Called before a task is recorded. Reverting refuses the submission.
    function beforeTaskSubmission(
        TaskId id,
        TaskInfo calldata info,
        bool isApproved,
        CommitteeId committee,
        uint256 signers
    ) external;

    /// @notice Called after a task was recorded. Reverting is noted by an event and changes nothing.
    function afterTaskSubmission(
        TaskId id,
        TaskInfo calldata info,
        bool isApproved,
        CommitteeId committee,
        uint256 signers
    ) external;
}
