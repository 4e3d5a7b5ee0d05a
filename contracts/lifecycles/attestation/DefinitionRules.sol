// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittees} from "../../interfaces/ICommittees.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {ITaskDefinitions} from "../../interfaces/ITaskDefinitions.sol";
import {SeatSet} from "../../libraries/SeatSet.sol";
import {Bps} from "../../types/Bps.sol";
import {CommitteeSeat} from "../../types/Committee.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {BLS_KEY} from "../../types/KeyKinds.sol";
import {Currency} from "../../types/Currency.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {PoolRules} from "../../types/Pool.sol";
import {PoolId} from "../../types/PoolId.sol";
import {SlashingTerms, TaskDefinition, TaskDefinitionParams} from "../../types/TaskDefinition.sol";

/// @title DefinitionRules
/// @notice What a task definition may say, and who is eligible for it: the center's code for everything that happens
/// once in a definition's life. Linked, so that the center fits a contract.
library DefinitionRules {
    using SeatSet for uint256;

    /// @notice Eligible seats of one committee and their power.
    struct Eligibility {
        // slot 0
        uint256 seats;
        // slot 1
        uint256 power;
    }

    /// @notice All that the center keeps of its definitions.
    /// @param restricted Bit sets of operator numbers, in words of 256; a new list begins a new epoch.
    /// @param eligibilities By what the definition asks for, and the committee.
    struct Book {
        uint16 count;
        mapping(uint16 id => TaskDefinition definition) definitions;
        mapping(uint16 id => mapping(uint32 epoch => mapping(uint256 word => uint256 set))) restricted;
        mapping(bytes32 rulesAndCommittee => Eligibility eligibility) eligibilities;
        mapping(uint16 id => mapping(uint16 version => SlashingTerms terms)) terms;
        mapping(uint32 operator => mapping(bytes32 termsHash => bool isAccepted)) hasAccepted;
    }

    /// @dev Longest dispute period, in blocks: with a challenge twice as long, 7 days at twelve seconds a block.
    uint24 internal constant MAX_DISPUTE_BLOCKS = 25_200;
    /// @dev How long a definition's deposit stays, in seconds: taking all ids would take all these deposits.
    uint40 internal constant DEPOSIT_PERIOD = 30 days;
    /// @dev Most operators in a restricted set: more than a committee has seats would be of no use.
    uint256 internal constant MAX_RESTRICTED = 256;
    /// @dev Most seats of a committee; see Committees.
    uint256 internal constant MAX_SEATS = 256;
    /// @dev A reporter gets less than half.
    Bps internal constant REPORTER_LIMIT = Bps.wrap(4_999);

    /* CREATION */

    /// @notice See ITaskDefinitions.createNewTaskDefinition.
    function create(
        Book storage book,
        IOperatorRegistry registry,
        PoolId pool,
        string calldata name,
        TaskDefinitionParams calldata params
    ) external returns (uint16 id) {
        if (book.count == type(uint16).max) revert ITaskDefinitions.TaskDefinitionIdsExhausted();
        id = ++book.count;
        if (params.blockExpiry <= block.number)
            revert ITaskDefinitions.TaskDefinitionExpired(id, params.blockExpiry, block.number);

        TaskDefinition storage definition = book.definitions[id];
        definition.owner = msg.sender;
        definition.blockExpiry = params.blockExpiry > type(uint40).max ? type(uint40).max : uint40(params.blockExpiry);
        definition.disputePeriodBlocks = uint24(_within(params.disputePeriodBlocks, MAX_DISPUTE_BLOCKS));
        definition.pool = pool;
        definition.attesterFee = _amount(params.baseRewardFeeForAttesters);
        definition.performerFee = _amount(params.baseRewardFeeForPerformer);
        definition.aggregatorFee = _amount(params.baseRewardFeeForAggregator);
        definition.minimumVotingPower = _amount(params.minimumVotingPower);
        definition.depositedAt = uint40(block.timestamp);
        if (params.restrictedOperatorIndexes.length != 0)
            _restrict(book, registry, id, params.restrictedOperatorIndexes);

        emit ITaskDefinitions.TaskDefinitionCreated(id, msg.sender, name, params);
    }

    function _amount(uint256 value) private pure returns (uint96) {
        return uint96(_within(value, type(uint96).max));
    }

    function _within(uint256 value, uint256 limit) private pure returns (uint256) {
        if (value > limit) revert ITaskDefinitions.TaskDefinitionOutOfRange(value, limit);
        return value;
    }

    /* SETTERS */

    /// @notice See ITaskDefinitions.setTaskDefinitionMinVotingPower.
    function setMinimumPower(Book storage book, ICommittees committees, uint16 id, uint256 power) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        uint256 oldPower = definition.minimumVotingPower;
        definition.minimumVotingPower = _amount(power);
        _requireSomebody(book, committees, id);

        emit ITaskDefinitions.MinimumVotingPowerSet(id, oldPower, power);
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionRestrictedOperators.
    function setRestricted(
        Book storage book,
        IOperatorRegistry registry,
        ICommittees committees,
        uint16 id,
        uint256[] calldata operatorIndexes
    ) external {
        _ownedBy(book, id);
        _restrict(book, registry, id, operatorIndexes);
        _requireSomebody(book, committees, id);

        emit ITaskDefinitions.RestrictedOperatorsSet(id, operatorIndexes);
    }

    /// @dev Writes the set of a new epoch; the old one is never looked at again.
    function _restrict(
        Book storage book,
        IOperatorRegistry registry,
        uint16 id,
        uint256[] calldata operatorIndexes
    ) private {
        TaskDefinition storage definition = book.definitions[id];
        mapping(uint256 word => uint256 set) storage words = book.restricted[id][++definition.restrictionEpoch];
        _within(operatorIndexes.length, MAX_RESTRICTED);
        uint256 previous;
        uint256 last = registry.operatorCount();
        for (uint256 i; i < operatorIndexes.length; ++i) {
            uint256 index = operatorIndexes[i];
            if (index <= previous || index > last) revert ITaskDefinitions.TaskDefinitionBadOperators(previous, index);
            words[index >> 8] |= 1 << (index & 255);
            previous = index;
        }
        definition.isRestricted = operatorIndexes.length != 0;
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionPool.
    function setPool(
        Book storage book,
        IOperatorRegistry registry,
        ICommittees committees,
        uint16 id,
        PoolId pool
    ) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        if (registry.rosterOf(pool).market != address(this)) revert ITaskDefinitions.TaskDefinitionWrongPool(id, pool);

        PoolRules memory rules = registry.rulesOf(pool);
        bool hasKeys = (rules.requiredKeys >> BLS_KEY) & 1 == 1;
        if (rules.seatLimit > MAX_SEATS || !hasKeys)
            revert ITaskDefinitions.TaskDefinitionUnsealablePool(id, pool, rules.seatLimit, rules.requiredKeys);
        // What the pool does not allow could not be slashed, and attesters of rejected tasks would go unpaid.
        _requireShares(id, book.terms[id][definition.termsVersion], rules.maxSlashBps);
        PoolId oldPool = definition.pool;
        definition.pool = pool;
        _requireSomebody(book, committees, id);

        emit ITaskDefinitions.DefinitionPoolSet(id, oldPool, pool);
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionQuorum.
    function setQuorum(
        Book storage book,
        ICommittees committees,
        uint16 id,
        uint16 minimumAttesters,
        Bps approveBps
    ) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        uint16 share = Bps.unwrap(approveBps);
        (uint256 seats, ) = _currentlyEligible(book, committees, id);
        uint256 most = seats.count();
        uint256 least = definition.minimumAttesters;
        bool isReachable = minimumAttesters <= most && (share == 0 || (share > 6_666 && share < 10_000));
        // Members that left must not strand a definition: what they made unreachable may be lowered.
        bool isRaised = (minimumAttesters >= least || least > most) && definition.approveBps.isWithin(approveBps);
        if (!isReachable || !isRaised)
            revert ITaskDefinitions.TaskDefinitionBadQuorum(id, minimumAttesters, approveBps);

        (definition.minimumAttesters, definition.approveBps) = (minimumAttesters, approveBps);

        emit ITaskDefinitions.QuorumSet(id, minimumAttesters, approveBps);
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionHook.
    function setHook(Book storage book, uint16 id, address hook, uint32 gasLimit, uint32 maxGas) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        address oldHook = definition.hook;
        definition.hook = hook;
        definition.hasHook = hook != address(0);
        definition.hookGasLimit = uint32(_within(gasLimit, maxGas));

        emit ITaskDefinitions.HookSet(id, oldHook, hook, gasLimit);
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionElection.
    function setElection(Book storage book, uint16 id, address election) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        address oldElection = definition.election;
        definition.election = election;
        definition.hasElection = election != address(0);

        emit ITaskDefinitions.ElectionSet(id, oldElection, election);
    }

    /// @notice See ITaskDefinitions.setTaskDefinitionSlashing.
    function setSlashing(
        Book storage book,
        IOperatorRegistry registry,
        uint16 id,
        SlashingTerms calldata terms
    ) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        _requireShares(id, terms, registry.rulesOf(definition.pool).maxSlashBps);
        _requireShare(id, terms.reporterBps, REPORTER_LIMIT);

        uint16 version = ++definition.termsVersion;
        book.terms[id][version] = terms;

        emit ITaskDefinitions.SlashingTermsSet(id, version, terms, hashTerms(id, terms));
    }

    function _requireShares(uint16 id, SlashingTerms memory terms, Bps limit) private pure {
        _requireShare(id, terms.doubleAttestationBps, limit);
        _requireShare(id, terms.incorrectAttestationBps, limit);
        _requireShare(id, terms.rejectedPerformerBps, limit);
    }

    function _requireShare(uint16 id, Bps share, Bps limit) private pure {
        if (!share.isWithin(limit)) revert ITaskDefinitions.TaskDefinitionBadTerms(id, share, limit);
    }

    /// @notice See ITaskDefinitions.acceptTerms.
    function acceptTerms(Book storage book, IOperatorRegistry registry, uint16 id, bytes32 termsHash) external {
        uint32 operator = OperatorId.unwrap(registry.operatorOf(msg.sender));
        if (operator == 0) revert ITaskDefinitions.TaskDefinitionNotOperator(msg.sender);
        bytes32 current = hashTerms(id, book.terms[id][known(book, id).termsVersion]);
        if (current != termsHash) revert ITaskDefinitions.TaskDefinitionWrongTerms(id, termsHash, current);

        book.hasAccepted[operator][termsHash] = true;

        emit ITaskDefinitions.TermsAccepted(id, operator, termsHash);
    }

    /// @notice The hash by which operators accept terms: bound to chain, center and definition.
    function hashTerms(uint16 id, SlashingTerms memory terms) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), id, terms));
    }

    /* MONEY */

    /// @notice See ITaskDefinitions.setTaskDefinitionCurrency.
    /// @return oldCurrency The currency until now.
    /// @return funds What came in it, and is nobody's any more.
    function setCurrency(
        Book storage book,
        uint16 id,
        Currency currency
    ) external returns (Currency oldCurrency, uint256 funds) {
        TaskDefinition storage definition = _ownedBy(book, id);
        (oldCurrency, funds) = (definition.currency, definition.funds);
        if (definition.lastTaskBlock != 0) revert ITaskDefinitions.TaskDefinitionCurrencyFixed(id, oldCurrency);

        (definition.currency, definition.funds) = (currency, 0);

        emit ITaskDefinitions.RewardCurrencySet(id, oldCurrency, currency);
    }

    /// @notice See ITaskDefinitions.retireTaskDefinition.
    function retire(Book storage book, uint16 id, uint256 deposit) external {
        TaskDefinition storage definition = _ownedBy(book, id);
        uint256 depositedAt = definition.depositedAt;
        uint256 unlocksAt = depositedAt == 0 ? type(uint256).max : depositedAt + DEPOSIT_PERIOD;
        if (block.timestamp < unlocksAt) revert ITaskDefinitions.TaskDefinitionDepositLocked(id, unlocksAt);

        (definition.depositedAt, definition.blockExpiry) = (0, uint40(block.number));

        emit ITaskDefinitions.TaskDefinitionRetired(id, deposit);
    }

    /// @notice What attesters and aggregator of a rejected task would have earned.
    function owedForRejection(TaskDefinition storage definition, uint256 signers) internal view returns (uint256) {
        return signers * definition.attesterFee + definition.aggregatorFee;
    }

    /* ELIGIBILITY */

    /// @notice Which seats of a committee are eligible, and their power together.
    function computeEligibility(
        Book storage book,
        ICommittees committees,
        uint16 id,
        CommitteeId committee
    ) public view returns (uint256 set, uint256 power) {
        TaskDefinition storage definition = book.definitions[id];
        // Seats without power are void from the sealing on.
        uint256 minimum = definition.minimumVotingPower == 0 ? 1 : definition.minimumVotingPower;
        bool isRestricted = definition.isRestricted;
        CommitteeSeat[] memory seats = committees.seatsOf(committee);
        for (uint256 seat; seat < seats.length; ++seat) {
            if (seats[seat].power < minimum) continue;
            if (isRestricted && !_isAllowed(book, id, OperatorId.unwrap(seats[seat].operator))) continue;
            set |= 1 << seat;
            power += seats[seat].power;
        }
    }

    function _isAllowed(Book storage book, uint16 id, uint256 index) private view returns (bool) {
        return (book.restricted[id][book.definitions[id].restrictionEpoch][index >> 8] >> (index & 255)) & 1 == 1;
    }

    /// @dev A change must leave enough of the current committee to decide something.
    function _requireSomebody(Book storage book, ICommittees committees, uint16 id) private view {
        (uint256 seats, uint256 power) = _currentlyEligible(book, committees, id);
        if (power != 0 && seats.count() >= book.definitions[id].minimumAttesters) return;
        revert ITaskDefinitions.TaskDefinitionNobodyEligible(id, committees.currentOf(book.definitions[id].pool));
    }

    /// @dev Who of the current committee is eligible; whoever may come, where none was sealed yet.
    function _currentlyEligible(
        Book storage book,
        ICommittees committees,
        uint16 id
    ) private view returns (uint256 seats, uint256 power) {
        CommitteeId committee = committees.currentOf(book.definitions[id].pool);
        if (CommitteeId.unwrap(committee) == 0) return (type(uint256).max, type(uint256).max);
        return computeEligibility(book, committees, id, committee);
    }

    /// @notice Who may perform and attest, ascending. Looks at every operator up to the last.
    function restrictedOperators(
        Book storage book,
        uint16 id,
        uint256 last
    ) external view returns (uint256[] memory indexes) {
        if (!known(book, id).isRestricted) return indexes;
        indexes = new uint256[](MAX_RESTRICTED);
        uint256 count;
        for (uint256 index = 1; index <= last; ++index) {
            if (_isAllowed(book, id, index)) indexes[count++] = index;
        }
        return _firstOf(indexes, count);
    }

    function _firstOf(uint256[] memory indexes, uint256 count) private pure returns (uint256[] memory first) {
        first = new uint256[](count);
        for (uint256 i; i < count; ++i) first[i] = indexes[i];
    }

    /* ACCESS */

    /// @notice A definition; reverts when there is none.
    function known(Book storage book, uint16 id) internal view returns (TaskDefinition storage definition) {
        definition = book.definitions[id];
        if (definition.blockExpiry == 0) revert ITaskDefinitions.TaskDefinitionNotFound(id);
    }

    /// @notice Requires that the caller owns a definition.
    function requireOwner(Book storage book, uint16 id) external view {
        _ownedBy(book, id);
    }

    function _ownedBy(Book storage book, uint16 id) private view returns (TaskDefinition storage definition) {
        definition = known(book, id);
        if (definition.owner != msg.sender) revert ITaskDefinitions.TaskDefinitionNotOwner(id, msg.sender);
    }
}
