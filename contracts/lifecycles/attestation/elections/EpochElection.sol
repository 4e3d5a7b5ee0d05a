// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationCenter} from "../../../interfaces/IAttestationCenter.sol";
import {ILeaderElection} from "../../../interfaces/ILeaderElection.sol";
import {SeatSet} from "../../../libraries/SeatSet.sol";
import {CommitteeId} from "../../../types/CommitteeId.sol";

/// @title EpochElection
/// @notice Leaders that change with each epoch of a fixed number of blocks.
abstract contract EpochElection is ILeaderElection {
    using SeatSet for uint256;

    /// @notice A definition's epochs: how many blocks each has, and the block since when that holds.
    struct Epochs {
        // slot 0
        uint32 blocks;
        uint40 since;
    }

    /// @dev What stands for nobody: no seat has this number.
    uint256 internal constant NOBODY = 256;

    /// @notice Longest epoch, in blocks.
    uint32 public constant MAX_EPOCH_BLOCKS = 50_400;

    /// @notice The center whose definitions are served.
    IAttestationCenter public immutable center;

    mapping(uint16 taskDefinitionId => Epochs epochs) private _epochs;

    constructor(IAttestationCenter center_) {
        center = center_;
    }

    /// @notice Sets a definition's epochs. Its owner only.
    /// @param epochBlocks Length in blocks, 1 to MAX_EPOCH_BLOCKS.
    function setEpochBlocks(uint16 definitionId, uint32 epochBlocks) external {
        _requireOwner(definitionId);
        if (epochBlocks == 0 || epochBlocks > MAX_EPOCH_BLOCKS) revert ElectionBadEpoch(definitionId, epochBlocks);

        uint32 oldBlocks = _epochs[definitionId].blocks;
        _epochs[definitionId] = Epochs(epochBlocks, uint40(block.number));

        emit EpochSet(definitionId, oldBlocks, epochBlocks);
    }

    /// @inheritdoc ILeaderElection
    function leaderAt(
        uint16 definitionId,
        CommitteeId committee,
        uint256 blockNumber
    ) external view returns (uint8 seat) {
        uint256 leader = _leaderIn(definitionId, committee, blockNumber / epochsOf(definitionId).blocks);
        if (leader == NOBODY) revert ElectionWithoutLeader(definitionId, committee, blockNumber);
        return uint8(leader);
    }

    /// @inheritdoc ILeaderElection
    function isLeader(uint16 definitionId, CommitteeId committee, uint8 seat) external view virtual returns (bool) {
        uint256 epoch = block.number / epochsOf(definitionId).blocks;
        if (_leaderIn(definitionId, committee, epoch) == seat) return true;
        return epoch != 0 && _leaderIn(definitionId, committee, epoch - 1) == seat;
    }

    /// @notice A definition's epochs; reverts when its owner has set none.
    function epochsOf(uint16 definitionId) public view returns (Epochs memory epochs) {
        epochs = _epochs[definitionId];
        if (epochs.blocks == 0) revert ElectionNotConfigured(definitionId);
    }

    /// @dev The leader of an epoch, or NOBODY.
    function _leaderIn(
        uint16 definitionId,
        CommitteeId committee,
        uint256 epoch
    ) internal view virtual returns (uint256 seat);

    /// @dev The n-th eligible seat, counted from zero and round again, or NOBODY.
    function _eligibleSeat(uint16 definitionId, CommitteeId committee, uint256 n) internal view returns (uint256 seat) {
        (uint256 seats, ) = center.eligibilityOf(definitionId, committee);
        uint256 count = seats.count();
        if (count == 0) return NOBODY;

        for (uint256 skipped = n % count; skipped != 0; --skipped) seats &= seats - 1;
        return seats.lowest();
    }

    function _requireOwner(uint16 definitionId) internal view {
        if (center.taskDefinitionOf(definitionId).owner != msg.sender)
            revert ElectionNotOwner(definitionId, msg.sender);
    }
}
