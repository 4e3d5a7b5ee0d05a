// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../../../contracts/interfaces/IRandomnessBeacon.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice A beacon whose rounds are answered, or given up, at the test's will.
contract ScriptedBeaconMock is IRandomnessBeacon {
    struct Round {
        bool isClosed;
        bool isVoid;
        uint40 answeredAt;
        uint256 word;
    }

    uint256 public entryFee = 10 ** 12;

    uint32 public openRound = 1;
    mapping(uint32 number => Round round) public rounds;

    function enter() external view returns (uint32 round, uint256 fee) {
        return (openRound, entryFee);
    }

    function request() external {
        rounds[openRound].isClosed = true;
        emit RoundRequested(openRound, openRound);
        ++openRound;
    }

    /// @notice Answers a closed round.
    /// @param blockNumber The block of the answer, as the test's clock has it.
    function answer(uint32 round, uint256 word, uint40 blockNumber) external {
        if (!isWaiting(round)) revert BeaconRoundUnanswered(round);
        (rounds[round].word, rounds[round].answeredAt) = (word, blockNumber);
    }

    /// @notice Gives a closed round up.
    function giveUp(uint32 round) external {
        if (!isWaiting(round)) revert BeaconRoundUnanswered(round);
        rounds[round].isVoid = true;
    }

    function seedOf(
        uint32 round,
        address market,
        TaskId id,
        bytes32 purpose
    ) external view returns (bytes32 seed, uint40 answeredAt) {
        answeredAt = rounds[round].answeredAt;
        if (answeredAt == 0) revert BeaconRoundUnanswered(round);
        seed = keccak256(abi.encode(rounds[round].word, address(this), block.chainid, round, market, id, purpose));
    }

    function isAnswered(uint32 round) external view returns (bool) {
        return rounds[round].answeredAt != 0;
    }

    /// @dev Everybody who asks is the first to join.
    function pendingRequest() external view returns (bool isJoined, uint256 earliest) {
        return (false, block.number);
    }

    function isVoid(uint32 round) external view returns (bool) {
        return rounds[round].isVoid;
    }

    /// @notice Whether a round is closed and waits for its answer.
    function isWaiting(uint32 round) public view returns (bool) {
        return rounds[round].isClosed && !rounds[round].isVoid && rounds[round].answeredAt == 0;
    }
}
