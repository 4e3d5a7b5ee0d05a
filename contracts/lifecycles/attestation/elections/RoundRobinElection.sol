// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../../interfaces/IAttestationCenter.sol";
import {CommitteeId} from "../../../types/CommitteeId.sol";
import {EpochElection} from "./EpochElection.sol";

/// @title RoundRobinElection
/// @notice Eligible seats take turns: the leader at a block is seat (block / epoch) mod n of the n eligible ones.
contract RoundRobinElection is EpochElection {
    constructor(IAttestationCenter center_) EpochElection(center_) {}

    /// @inheritdoc EpochElection
    function _leaderIn(
        uint16 definitionId,
        CommitteeId committee,
        uint256 epoch
    ) internal view override returns (uint256) {
        return _eligibleSeat(definitionId, committee, epoch);
    }
}
