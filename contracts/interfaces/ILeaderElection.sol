// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";

/// @title ILeaderElection
/// @notice Says whose turn it is to perform, so that performers, validation services and the contract agree.
interface ILeaderElection {
    /// @notice Thrown when a definition has no settings in this election.
    error ElectionNotConfigured(uint16 taskDefinitionId);

    /// @notice Thrown when nobody of a committee is eligible, or nobody has been elected for the block.
    error ElectionWithoutLeader(uint16 taskDefinitionId, CommitteeId committee, uint256 blockNumber);

    /// @notice Thrown when somebody else than the definition's owner configures it.
    error ElectionNotOwner(uint16 taskDefinitionId, address caller);

    /// @notice Thrown when an epoch would be shorter than one block, or too long.
    error ElectionBadEpoch(uint16 taskDefinitionId, uint256 epochBlocks);

    /// @notice Emitted when a definition's epochs were set.
    event EpochSet(uint16 indexed taskDefinitionId, uint32 oldBlocks, uint32 newBlocks);

    /// @notice The seat whose turn it is at a block, among the seats that are eligible for the definition.
    /// @param taskDefinitionId The definition.
    /// @param committee The committee.
    /// @param blockNumber The current block or a later one; for a past one the answer may have changed since.
    function leaderAt(
        uint16 taskDefinitionId,
        CommitteeId committee,
        uint256 blockNumber
    ) external view returns (uint8 seat);

    /// @notice Whether a task performed by a seat may be submitted now: the seat leads, or led in the epoch before,
    /// since collecting votes takes a while.
    function isLeader(uint16 taskDefinitionId, CommitteeId committee, uint8 seat) external view returns (bool);
}
