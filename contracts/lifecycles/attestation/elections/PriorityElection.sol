// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IAttestationCenter} from "../../../interfaces/IAttestationCenter.sol";
import {ICommittees} from "../../../interfaces/ICommittees.sol";
import {IReputationLedger} from "../../../interfaces/IReputationLedger.sol";
import {CommitteeSeat} from "../../../types/Committee.sol";
import {CommitteeId} from "../../../types/CommitteeId.sol";
import {EpochElection} from "./EpochElection.sol";

/// @title PriorityElection
/// @notice The eligible seat with the most stake, or the best reputation, leads; ties go to the lowest seat. An epoch
/// that ends without a task passes the lead to the next in line, until a task comes again.
contract PriorityElection is EpochElection {
    /// @notice How far the lead is passed on before it returns to the first.
    uint256 public constant MAX_LINE = 16;

    /// @notice Knows the seats' powers.
    ICommittees public immutable committees;
    /// @notice Scores the operators; the zero address ranks them by stake.
    IReputationLedger public immutable reputation;

    constructor(
        IAttestationCenter center_,
        ICommittees committees_,
        IReputationLedger reputation_
    ) EpochElection(center_) {
        (committees, reputation) = (committees_, reputation_);
    }

    /// @inheritdoc EpochElection
    /// @dev Ranks the committee once for both epochs.
    function isLeader(uint16 definitionId, CommitteeId committee, uint8 seat) external view override returns (bool) {
        (uint256[] memory ranks, uint256 count) = _ranksOf(definitionId, committee);
        if (seat >= ranks.length || ranks[seat] == 0) return false;
        uint256 place = _placeOf(ranks, ranks[seat]);
        uint256 line = Math.min(count, MAX_LINE);
        uint256 epoch = block.number / epochsOf(definitionId).blocks;
        if (_missed(definitionId, epoch) % line == place) return true;
        return epoch != 0 && _missed(definitionId, epoch - 1) % line == place;
    }

    function _placeOf(uint256[] memory ranks, uint256 rank) private pure returns (uint256 place) {
        for (uint256 i; i < ranks.length; ++i) {
            if (ranks[i] > rank) ++place;
        }
    }

    /// @inheritdoc EpochElection
    function _leaderIn(
        uint16 definitionId,
        CommitteeId committee,
        uint256 epoch
    ) internal view override returns (uint256) {
        (uint256[] memory ranks, uint256 count) = _ranksOf(definitionId, committee);
        if (count == 0) return NOBODY;
        return _placed(ranks, _missed(definitionId, epoch) % Math.min(count, MAX_LINE));
    }

    /// @dev One word for each eligible seat: its rank, then 255 - seat, so that the larger word goes first.
    function _ranksOf(
        uint16 definitionId,
        CommitteeId committee
    ) private view returns (uint256[] memory ranks, uint256 count) {
        (uint256 eligible, ) = center.eligibilityOf(definitionId, committee);
        CommitteeSeat[] memory seats = committees.seatsOf(committee);
        ranks = new uint256[](seats.length);
        for (uint256 seat; seat < seats.length; ++seat) {
            if ((eligible >> seat) & 1 == 0) continue;
            ranks[seat] = ((_rankOf(seats[seat]) + 1) << 8) | (255 - seat);
            ++count;
        }
    }

    function _rankOf(CommitteeSeat memory seat) private view returns (uint256) {
        return address(reputation) == address(0) ? seat.power : reputation.scoreOf(seat.operator);
    }

    /// @dev The seat at a place of the line; the line is at least that long.
    function _placed(uint256[] memory ranks, uint256 place) private pure returns (uint256 seat) {
        uint256 best = type(uint256).max;
        for (uint256 i; i <= place; ++i) best = _largestBelow(ranks, best);
        return 255 - (best & 255);
    }

    function _largestBelow(uint256[] memory ranks, uint256 limit) private pure returns (uint256 largest) {
        for (uint256 i; i < ranks.length; ++i) {
            if (ranks[i] < limit && ranks[i] > largest) largest = ranks[i];
        }
    }

    /// @dev Epochs without a task between the last one, or the beginning, and the given one.
    function _missed(uint16 definitionId, uint256 epoch) private view returns (uint256) {
        Epochs memory epochs = epochsOf(definitionId);
        uint256 lastBlock = Math.max(center.taskDefinitionOf(definitionId).lastTaskBlock, epochs.since);
        uint256 lastEpoch = lastBlock / epochs.blocks;
        return epoch > lastEpoch + 1 ? epoch - lastEpoch - 1 : 0;
    }
}
