// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IAttestationCenter} from "../../../interfaces/IAttestationCenter.sol";
import {ICommittees} from "../../../interfaces/ICommittees.sol";
import {IEscrow} from "../../../interfaces/IEscrow.sol";
import {IRandomnessBeacon} from "../../../interfaces/IRandomnessBeacon.sol";
import {CommitteeSeat} from "../../../types/Committee.sol";
import {CommitteeId} from "../../../types/CommitteeId.sol";
import {NATIVE} from "../../../types/Currency.sol";
import {OperatorId} from "../../../types/OperatorId.sol";
import {TaskId} from "../../../types/TaskId.sol";
import {EpochElection} from "./EpochElection.sol";

/// @title RandomElection
/// @notice Each epoch's leader is drawn from the beacon's randomness, every eligible operator alike: who of them gets
/// the highest hash of seed, epoch and operator leads, whatever its seat, so moving seats changes nothing. One seed
/// serves many epochs, and anyone may pay for the next one. A seed counts from the first epoch that begins after its
/// answer, so nobody chooses between two.
contract RandomElection is EpochElection, ReentrancyGuardTransient {
    /// @dev Rounds whose seeds are drawn from: the newest, and the one before while the newest has no answer.
    struct Rounds {
        // slot 0
        uint32 newest;
        uint32 previous;
        uint40 requestedAt;
    }

    /// @notice Thrown when a seed is asked for while the last is young or waits for its answer.
    error ElectionSeedTooYoung(uint16 taskDefinitionId, uint256 blockNumber, uint256 earliest);

    /// @notice Thrown when the attached native coin is not the beacon's fee.
    error ElectionWrongValue(uint256 sent, uint256 needed);

    /// @notice Emitted when a definition's next seed was asked for.
    event SeedRequested(uint16 indexed taskDefinitionId, uint32 indexed round);

    /// @notice Epochs that a seed serves at least.
    uint256 public constant SEED_EPOCHS = 16;
    /// @dev Keeps these seeds apart from others of the beacon.
    bytes32 private constant PURPOSE = "leader election";

    /// @notice Knows who sits where.
    ICommittees public immutable committees;
    /// @notice Gives the seeds.
    IRandomnessBeacon public immutable beacon;
    /// @notice Where the beacon is paid.
    IEscrow public immutable escrow;

    mapping(uint16 taskDefinitionId => Rounds rounds) private _rounds;

    constructor(
        IAttestationCenter center_,
        ICommittees committees_,
        IRandomnessBeacon beacon_,
        IEscrow escrow_
    ) EpochElection(center_) {
        (committees, beacon, escrow) = (committees_, beacon_, escrow_);
    }

    /// @notice Asks for a definition's next seed; the beacon's fee is attached. Anyone may, once the last one has
    /// served SEED_EPOCHS, or its round is void.
    function requestSeed(uint16 definitionId) external payable nonReentrant {
        Rounds storage rounds = _rounds[definitionId];
        uint32 newest = rounds.newest;
        bool isVoid = newest != 0 && beacon.isVoid(newest);
        if (newest != 0 && !isVoid) _requireServed(definitionId, newest, rounds.requestedAt);

        (uint32 round, uint256 fee) = beacon.enter();
        if (msg.value != fee) revert ElectionWrongValue(msg.value, fee);
        if (!isVoid) rounds.previous = newest;
        (rounds.newest, rounds.requestedAt) = (round, uint40(block.number));

        emit SeedRequested(definitionId, round);

        if (fee != 0) escrow.deposit{value: fee}(NATIVE, address(beacon), fee);
    }

    /// @dev A round without an answer must not push out the one whose seed is drawn from meanwhile.
    function _requireServed(uint16 definitionId, uint32 round, uint256 requestedAt) private view {
        uint256 earliest = requestedAt + SEED_EPOCHS * epochsOf(definitionId).blocks;
        bool isAnswered = _seedBefore(definitionId, round, type(uint256).max) != 0;
        if (!isAnswered || block.number < earliest) revert ElectionSeedTooYoung(definitionId, block.number, earliest);
    }

    /// @inheritdoc EpochElection
    /// @dev Reads the committee once for both epochs.
    function isLeader(uint16 definitionId, CommitteeId committee, uint8 seat) external view override returns (bool) {
        uint256 epoch = block.number / epochsOf(definitionId).blocks;
        uint256[] memory operators = _eligibleOperators(definitionId, committee);
        if (_drawn(operators, _seedOf(definitionId, epoch), epoch) == seat) return true;
        return epoch != 0 && _drawn(operators, _seedOf(definitionId, epoch - 1), epoch - 1) == seat;
    }

    /// @inheritdoc EpochElection
    function _leaderIn(
        uint16 definitionId,
        CommitteeId committee,
        uint256 epoch
    ) internal view override returns (uint256) {
        bytes32 seed = _seedOf(definitionId, epoch);
        return seed == 0 ? NOBODY : _drawn(_eligibleOperators(definitionId, committee), seed, epoch);
    }

    /// @dev By seat; 0 where nobody eligible sits.
    function _eligibleOperators(
        uint16 definitionId,
        CommitteeId committee
    ) private view returns (uint256[] memory operators) {
        (uint256 eligible, ) = center.eligibilityOf(definitionId, committee);
        CommitteeSeat[] memory seats = committees.seatsOf(committee);
        operators = new uint256[](seats.length);
        for (uint256 seat; seat < seats.length; ++seat) {
            if ((eligible >> seat) & 1 == 1) operators[seat] = OperatorId.unwrap(seats[seat].operator);
        }
    }

    /// @dev The seat whose operator has the highest hash, or NOBODY.
    function _drawn(uint256[] memory operators, bytes32 seed, uint256 epoch) private pure returns (uint256 leader) {
        leader = NOBODY;
        if (seed == 0) return leader;
        uint256 highest;
        for (uint256 seat; seat < operators.length; ++seat) {
            if (operators[seat] == 0) continue;
            uint256 ticket = uint256(keccak256(abi.encode(seed, epoch, operators[seat])));
            if (ticket > highest) (leader, highest) = (seat, ticket);
        }
    }

    /// @dev The seed that an epoch is drawn from, or zero.
    function _seedOf(uint16 definitionId, uint256 epoch) private view returns (bytes32 seed) {
        Rounds memory rounds = _rounds[definitionId];
        uint256 start = epoch * epochsOf(definitionId).blocks;
        seed = _seedBefore(definitionId, rounds.newest, start);
        if (seed == 0) seed = _seedBefore(definitionId, rounds.previous, start);
    }

    /// @dev The seed of a round that was answered before a block, or zero.
    function _seedBefore(uint16 definitionId, uint32 round, uint256 blockNumber) private view returns (bytes32) {
        if (round == 0) return 0;
        TaskId id = TaskId.wrap(bytes32(uint256(definitionId)));
        try beacon.seedOf(round, address(this), id, PURPOSE) returns (bytes32 seed, uint40 answeredAt) {
            return answeredAt < blockNumber ? seed : bytes32(0);
        } catch {
            return 0;
        }
    }
}
