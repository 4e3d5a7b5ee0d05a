// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaskId} from "../types/TaskId.sol";

/// @title IRandomnessBeacon
/// @notice Randomness in rounds. A task joins the open round; the round closes when its request is sent, and nothing
/// joins a closed round. So a seed is unknown to everybody while the task that uses it can still change.
interface IRandomnessBeacon {
    /// @notice Thrown when the caller is no approved market.
    error BeaconNotMarket(address caller);

    /// @notice Thrown when a round has no randomness: it is open, waits for its answer, or is void.
    error BeaconRoundUnanswered(uint32 round);

    /// @notice Thrown when nobody waits in the open round.
    error BeaconRoundEmpty(uint32 round);

    /// @notice Thrown when the last request is too recent.
    error BeaconTooSoon(uint256 blockNumber, uint256 earliest);

    /// @notice Emitted when a round closed and its randomness was asked for.
    event RoundRequested(uint32 indexed round, uint256 indexed requestId);

    /// @notice Emitted when a round got its randomness.
    event RoundAnswered(uint32 indexed round, uint256 indexed requestId, uint256 word);

    /// @notice Emitted when an answer came after its round was void.
    event AnswerIgnored(uint32 indexed round, uint256 indexed requestId);

    /// @notice Joins the open round. Only approved markets; each entry owes the beacon `entryFee`.
    /// @return round The round joined.
    /// @return fee Wei that the market owes the beacon's credit in the Escrow, within the same transaction.
    function enter() external returns (uint32 round, uint256 fee);

    /// @notice Closes the open round and asks for its randomness. Anyone may.
    function request() external;

    /// @notice The seed of one task for one purpose.
    /// @param round The round the task joined.
    /// @param market The market the task belongs to.
    /// @param id The task.
    /// @param purpose Keeps seeds of one task apart.
    /// @return seed keccak256(word, beacon, chain, round, market, id, purpose).
    /// @return answeredAt Block in which the round was answered; deadlines that need the seed run from it.
    function seedOf(
        uint32 round,
        address market,
        TaskId id,
        bytes32 purpose
    ) external view returns (bytes32 seed, uint40 answeredAt);

    /// @notice The round that can still be joined.
    function openRound() external view returns (uint32);

    /// @notice Whether a round will never be answered, by the clock: its tasks may join an open one.
    function isVoid(uint32 round) external view returns (bool);

    /// @notice Whether a round got its randomness.
    function isAnswered(uint32 round) external view returns (bool);

    /// @notice Whether somebody waits in the open round, and the earliest block in which it may be closed.
    function pendingRequest() external view returns (bool isJoined, uint256 earliest);

    /// @notice Wei that one entry costs.
    function entryFee() external view returns (uint256);
}
