// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILeaderElection} from "../../../contracts/interfaces/ILeaderElection.sol";
import {CommitteeId} from "../../../contracts/types/CommitteeId.sol";

/// @notice An AVS's own election: whoever it is told leads, until it is told otherwise.
contract ElectionMock is ILeaderElection {
    uint8 public leader;

    function setLeader(uint8 seat) external {
        leader = seat;
    }

    function leaderAt(uint16, CommitteeId, uint256) external view returns (uint8) {
        return leader;
    }

    function isLeader(uint16, CommitteeId, uint8 seat) external view returns (bool) {
        return seat == leader;
    }
}
