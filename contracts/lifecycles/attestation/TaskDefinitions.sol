// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITaskDefinitions} from "../../interfaces/ITaskDefinitions.sol";
import {Bps} from "../../types/Bps.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {Currency, NATIVE} from "../../types/Currency.sol";
import {PoolId} from "../../types/PoolId.sol";
import {SlashingTerms, TaskDefinition, TaskDefinitionParams} from "../../types/TaskDefinition.sol";
import {AttestationBase} from "./AttestationBase.sol";
import {DefinitionRules} from "./DefinitionRules.sol";

/// @title TaskDefinitions
/// @notice What AVSs ask of their tasks, and their money.
abstract contract TaskDefinitions is AttestationBase {
    using DefinitionRules for DefinitionRules.Book;

    /// @notice Most gas that one call of a hook gets.
    uint32 public constant MAX_HOOK_GAS = 1_000_000;

    /// @inheritdoc ITaskDefinitions
    uint256 public immutable definitionDeposit;
    /// @inheritdoc ITaskDefinitions
    PoolId public immutable defaultPool;

    constructor(PoolId defaultPool_, uint256 definitionDeposit_) {
        (defaultPool, definitionDeposit) = (defaultPool_, definitionDeposit_);
    }

    /* DEFINITIONS */

    /// @inheritdoc ITaskDefinitions
    function createNewTaskDefinition(
        string calldata name,
        TaskDefinitionParams calldata params
    ) external payable nonReentrant returns (uint16 id) {
        id = _book.create(registry, defaultPool, name, params);
        _holdNative(definitionDeposit);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionMinVotingPower(uint16 id, uint256 minimumVotingPower) external {
        _book.setMinimumPower(committees, id, minimumVotingPower);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionRestrictedOperators(uint16 id, uint256[] calldata operatorIndexes) external {
        _book.setRestricted(registry, committees, id, operatorIndexes);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionPool(uint16 id, PoolId pool) external {
        _book.setPool(registry, committees, id, pool);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionQuorum(uint16 id, uint16 minimumAttesters, Bps approveBps) external {
        _book.setQuorum(committees, id, minimumAttesters, approveBps);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionHook(uint16 id, address hook, uint32 gasLimit) external {
        _book.setHook(id, hook, gasLimit, MAX_HOOK_GAS);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionElection(uint16 id, address election) external {
        _book.setElection(id, election);
    }

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionSlashing(uint16 id, SlashingTerms calldata terms) external {
        _book.setSlashing(registry, id, terms);
    }

    /// @inheritdoc ITaskDefinitions
    function acceptTerms(uint16 id, bytes32 termsHash) external {
        _book.acceptTerms(registry, id, termsHash);
    }

    /// @inheritdoc ITaskDefinitions
    function hasAccepted(uint32 operator, bytes32 termsHash) public view returns (bool) {
        return _book.hasAccepted[operator][termsHash];
    }

    /* FUNDS */

    /// @inheritdoc ITaskDefinitions
    function setTaskDefinitionCurrency(uint16 id, Currency currency) external nonReentrant {
        (Currency oldCurrency, uint256 funds) = _book.setCurrency(id, currency);
        _release(oldCurrency, msg.sender, funds);
    }

    /// @inheritdoc ITaskDefinitions
    function fundTaskDefinition(uint16 id, uint128 amount) external payable nonReentrant {
        TaskDefinition storage definition = _book.known(id);
        definition.funds += amount;

        emit TaskDefinitionFunded(id, msg.sender, amount);

        if (definition.currency.isNative()) return _holdNative(amount);
        if (msg.value != 0) revert TaskDefinitionWrongValue(msg.value, 0);
        escrow.hold(msg.sender, definition.currency, amount);
    }

    /// @inheritdoc ITaskDefinitions
    function defundTaskDefinition(uint16 id, uint128 amount) external nonReentrant {
        _book.requireOwner(id);
        TaskDefinition storage definition = _book.definitions[id];

        _spend(id, definition, amount);

        emit TaskDefinitionDefunded(id, msg.sender, amount);

        _release(definition.currency, msg.sender, amount);
    }

    /// @dev Takes from the funds that nobody is owed.
    function _spend(uint16 id, TaskDefinition storage definition, uint256 amount) internal {
        uint256 funds = definition.funds;
        if (funds < amount) revert TaskDefinitionUnderfunded(id, amount, funds);
        definition.funds = uint128(funds - amount);
    }

    /// @inheritdoc ITaskDefinitions
    function retireTaskDefinition(uint16 id) external nonReentrant {
        _book.retire(id, definitionDeposit);
        _release(NATIVE, msg.sender, definitionDeposit);
    }

    /* ELIGIBILITY */

    /// @inheritdoc ITaskDefinitions
    function eligibilityOf(uint16 id, CommitteeId committee) external view returns (uint256 seats, uint256 power) {
        return _book.computeEligibility(committees, id, committee);
    }

    /// @dev The same, and remembers it: a committee never changes, and what the definition asks for is part of the key.
    function _eligibility(uint16 id, CommitteeId committee) internal returns (uint256 seats, uint256 power) {
        TaskDefinition storage definition = _book.definitions[id];
        bytes32 key = keccak256(abi.encode(id, definition.minimumVotingPower, definition.restrictionEpoch, committee));
        DefinitionRules.Eligibility storage known = _book.eligibilities[key];
        if (known.seats != 0) return (known.seats, known.power);
        (seats, power) = _book.computeEligibility(committees, id, committee);
        (known.seats, known.power) = (seats, power);
    }

    /* VIEWS */

    /// @inheritdoc ITaskDefinitions
    function taskDefinitionOf(uint16 id) external view returns (TaskDefinition memory) {
        return _book.known(id);
    }

    /// @inheritdoc ITaskDefinitions
    function numOfTaskDefinitions() external view returns (uint16) {
        return _book.count;
    }

    /// @inheritdoc ITaskDefinitions
    function getTaskDefinitionMinimumVotingPower(uint16 id) external view returns (uint256) {
        return _book.known(id).minimumVotingPower;
    }

    /// @inheritdoc ITaskDefinitions
    function getTaskDefinitionRestrictedOperators(uint16 id) external view returns (uint256[] memory) {
        return _book.restrictedOperators(id, registry.operatorCount());
    }

    /// @inheritdoc ITaskDefinitions
    function slashingTermsOf(
        uint16 id,
        uint16 version
    ) public view returns (SlashingTerms memory terms, bytes32 termsHash) {
        terms = _book.terms[id][version];
        termsHash = DefinitionRules.hashTerms(id, terms);
    }
}
