// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {Currency} from "../types/Currency.sol";
import {PoolId} from "../types/PoolId.sol";
import {SlashingTerms, TaskDefinition, TaskDefinitionParams} from "../types/TaskDefinition.sol";

/// @title ITaskDefinitions
/// @notice What an AVS asks of the tasks of one type, and the money that pays for them. Whoever creates a definition
/// owns it. Who is eligible is computed from the committee at hand, never from a total that was true once.
interface ITaskDefinitions {
    /// @notice Thrown when there is no such definition.
    error TaskDefinitionNotFound(uint16 taskDefinitionId);

    /// @notice Thrown when all 65,535 ids are taken.
    error TaskDefinitionIdsExhausted();

    /// @notice Thrown when the caller does not own the definition.
    error TaskDefinitionNotOwner(uint16 taskDefinitionId, address caller);

    /// @notice Thrown when tasks of a definition are no longer accepted, or would never be.
    error TaskDefinitionExpired(uint16 taskDefinitionId, uint256 blockExpiry, uint256 blockNumber);

    /// @notice Thrown when a parameter exceeds what is possible.
    error TaskDefinitionOutOfRange(uint256 value, uint256 limit);

    /// @notice Thrown when restricted operators are not in ascending order, or unknown.
    error TaskDefinitionBadOperators(uint256 previous, uint256 operatorIndex);

    /// @notice Thrown when a change would leave nobody of the current committee eligible, or fewer than must sign.
    error TaskDefinitionNobodyEligible(uint16 taskDefinitionId, CommitteeId committee);

    /// @notice Thrown when a quorum would be raised out of reach, or lowered although the current committee can reach
    /// it.
    error TaskDefinitionBadQuorum(uint16 taskDefinitionId, uint16 minimumAttesters, Bps approveBps);

    /// @notice Thrown when a pool does not belong to this center.
    error TaskDefinitionWrongPool(uint16 taskDefinitionId, PoolId pool);

    /// @notice Thrown when a pool may have more seats than a committee, or members without a key to vote with.
    error TaskDefinitionUnsealablePool(uint16 taskDefinitionId, PoolId pool, uint32 seatLimit, uint32 requiredKeys);

    /// @notice Thrown when the currency would change after the first task.
    error TaskDefinitionCurrencyFixed(uint16 taskDefinitionId, Currency currency);

    /// @notice Thrown when the funds do not cover what is asked of them.
    error TaskDefinitionUnderfunded(uint16 taskDefinitionId, uint256 needed, uint256 held);

    /// @notice Thrown when the attached native coin is not what the call needs.
    error TaskDefinitionWrongValue(uint256 sent, uint256 needed);

    /// @notice Thrown when a deposit is asked for too early, or again. Seconds.
    error TaskDefinitionDepositLocked(uint16 taskDefinitionId, uint256 unlocksAt);

    /// @notice Thrown when slashing terms exceed the pool's, or a new pool's, or pay a reporter half or more.
    error TaskDefinitionBadTerms(uint16 taskDefinitionId, Bps share, Bps limit);

    /// @notice Thrown when an operator accepts other terms than the current ones.
    error TaskDefinitionWrongTerms(uint16 taskDefinitionId, bytes32 given, bytes32 current);

    /// @notice Thrown when the caller is no operator.
    error TaskDefinitionNotOperator(address caller);

    /// @notice Emitted when a definition was created.
    event TaskDefinitionCreated(
        uint16 indexed taskDefinitionId,
        address indexed owner,
        string name,
        TaskDefinitionParams params
    );

    /// @notice Emitted when a definition takes no more tasks and its deposit went back.
    event TaskDefinitionRetired(uint16 indexed taskDefinitionId, uint256 deposit);

    /// @notice Emitted when the least voting power changed.
    event MinimumVotingPowerSet(uint16 indexed taskDefinitionId, uint256 oldPower, uint256 newPower);

    /// @notice Emitted when the restricted operators changed.
    event RestrictedOperatorsSet(uint16 indexed taskDefinitionId, uint256[] operatorIndexes);

    /// @notice Emitted when the operators come from another pool.
    event DefinitionPoolSet(uint16 indexed taskDefinitionId, PoolId indexed oldPool, PoolId indexed newPool);

    /// @notice Emitted when a quorum was raised, or lowered because it was out of reach.
    event QuorumSet(uint16 indexed taskDefinitionId, uint16 minimumAttesters, Bps approveBps);

    /// @notice Emitted when rewards are paid in another currency.
    event RewardCurrencySet(uint16 indexed taskDefinitionId, Currency oldCurrency, Currency newCurrency);

    /// @notice Emitted when the hook changed.
    event HookSet(uint16 indexed taskDefinitionId, address oldHook, address newHook, uint32 gasLimit);

    /// @notice Emitted when the leader election changed; zero enforces none.
    event ElectionSet(uint16 indexed taskDefinitionId, address oldElection, address newElection);

    /// @notice Emitted when slashing terms were set, for tasks submitted later.
    event SlashingTermsSet(uint16 indexed taskDefinitionId, uint16 version, SlashingTerms terms, bytes32 termsHash);

    /// @notice Emitted when an operator accepted slashing terms.
    event TermsAccepted(uint16 indexed taskDefinitionId, uint32 indexed operator, bytes32 indexed termsHash);

    /// @notice Emitted when a definition got money.
    event TaskDefinitionFunded(uint16 indexed taskDefinitionId, address indexed payer, uint256 amount);

    /// @notice Emitted when its owner took back what nobody is owed.
    event TaskDefinitionDefunded(uint16 indexed taskDefinitionId, address indexed owner, uint256 amount);

    /* WRITES */

    /// @notice Creates a definition, owned by the caller, against a deposit: attached, or from the caller's credit in
    /// the Escrow. Ids count from 1.
    /// @param name Human-readable; emitted, not stored.
    /// @param params See TaskDefinitionParams.
    /// @return taskDefinitionId The new definition.
    function createNewTaskDefinition(
        string calldata name,
        TaskDefinitionParams calldata params
    ) external payable returns (uint16 taskDefinitionId);

    /// @notice Sets the least voting power, in wei of stake as sealed. Owner only.
    function setTaskDefinitionMinVotingPower(uint16 taskDefinitionId, uint256 minimumVotingPower) external;

    /// @notice Sets who may perform and attest; an empty list lets everybody. Owner only.
    function setTaskDefinitionRestrictedOperators(uint16 taskDefinitionId, uint256[] calldata operatorIndexes) external;

    /// @notice Takes operators from another pool of this center, which allows what the slashing terms cost, has at most
    /// 256 seats and asks for a BLS key. Owner only.
    function setTaskDefinitionPool(uint16 taskDefinitionId, PoolId pool) external;

    /// @notice Raises the quorum. Owner only. The number of signers may be lowered only while fewer are eligible in the
    /// current committee than must sign; the share never.
    /// @param minimumAttesters Least number of signers; no more than are eligible in the current committee.
    /// @param approveBps Approval takes more than this share of the eligible power; 0 or at least 6,667.
    function setTaskDefinitionQuorum(uint16 taskDefinitionId, uint16 minimumAttesters, Bps approveBps) external;

    /// @notice Sets the reward currency before the first task, and returns what money has come. Owner only.
    function setTaskDefinitionCurrency(uint16 taskDefinitionId, Currency currency) external;

    /// @notice Sets the hook and the gas each of its calls gets, up to 1,000,000; zero removes it. Owner only.
    function setTaskDefinitionHook(uint16 taskDefinitionId, address hook, uint32 gasLimit) external;

    /// @notice Enforces that the elected performer performs; zero lets anyone eligible. Owner only.
    function setTaskDefinitionElection(uint16 taskDefinitionId, address election) external;

    /// @notice Sets what offences cost, for tasks submitted later. Owner only.
    function setTaskDefinitionSlashing(uint16 taskDefinitionId, SlashingTerms calldata terms) external;

    /// @notice Accepts a definition's current slashing terms for the caller's operator, for good. Without this, nobody
    /// is slashed under them.
    function acceptTerms(uint16 taskDefinitionId, bytes32 termsHash) external;

    /// @notice Adds money that pays rewards: native coin attached, or the caller's credit. Anyone may.
    function fundTaskDefinition(uint16 taskDefinitionId, uint128 amount) external payable;

    /// @notice Takes back money that nobody is owed, as credit. Owner only.
    function defundTaskDefinition(uint16 taskDefinitionId, uint128 amount) external;

    /// @notice Ends a definition and returns its deposit, 30 days after it was paid. Owner only. Its tasks go on.
    function retireTaskDefinition(uint16 taskDefinitionId) external;

    /* VIEWS */

    /// @notice A definition.
    function taskDefinitionOf(uint16 taskDefinitionId) external view returns (TaskDefinition memory);

    /// @notice How many definitions there are; the newest has this id.
    function numOfTaskDefinitions() external view returns (uint16);

    /// @notice The least voting power.
    function getTaskDefinitionMinimumVotingPower(uint16 taskDefinitionId) external view returns (uint256);

    /// @notice Who may perform and attest, ascending; empty for everybody. Looks at every operator: for reading only.
    function getTaskDefinitionRestrictedOperators(uint16 taskDefinitionId) external view returns (uint256[] memory);

    /// @notice Which seats of a committee are eligible for a definition, and their power together.
    function eligibilityOf(
        uint16 taskDefinitionId,
        CommitteeId committee
    ) external view returns (uint256 seats, uint256 power);

    /// @notice The slashing terms of a version, and the hash by which operators accept them.
    function slashingTermsOf(
        uint16 taskDefinitionId,
        uint16 version
    ) external view returns (SlashingTerms memory terms, bytes32 termsHash);

    /// @notice Whether an operator accepted slashing terms.
    function hasAccepted(uint32 operator, bytes32 termsHash) external view returns (bool);

    /// @notice Wei that a new definition deposits.
    function definitionDeposit() external view returns (uint256);

    /// @notice The pool of definitions that name no other.
    function defaultPool() external view returns (PoolId);
}
