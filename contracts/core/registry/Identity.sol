// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IIdentity} from "../../interfaces/IIdentity.sol";
import {IKeyKind} from "../../interfaces/IKeyKind.sol";
import {Operator, OperatorKey, OperatorStatus} from "../../types/Operator.sol";
import {OperatorId} from "../../types/OperatorId.sol";

/// @title Identity
/// @notice Who the operators are.
abstract contract Identity is AccessManaged, IIdentity {
    /// @dev A key of a kind: the one that counts, and the one that will.
    struct KeySlot {
        bytes32 current;
        bytes32 upcoming;
        uint40 activeFrom;
    }

    /// @notice Time from bringing a new key to its counting, in seconds: open work keeps the key it knows.
    uint40 public constant KEY_DELAY = 1 days;

    /// @inheritdoc IIdentity
    uint32 public operatorCount;

    mapping(OperatorId operator => Operator identity) internal _operators;
    mapping(address controller => OperatorId operator) private _operatorOf;
    mapping(uint8 kind => IKeyKind keyKind) private _keyKinds;
    mapping(OperatorId operator => mapping(uint8 kind => KeySlot slot)) private _keys;

    /// @inheritdoc IIdentity
    function register(
        OperatorKey[] calldata keys,
        address rewardsReceiver,
        string calldata metadataURI
    ) external returns (OperatorId operator) {
        operator = _operatorOf[msg.sender];
        if (OperatorId.unwrap(operator) != 0) revert IdentityAlreadyRegistered(msg.sender, operator);
        if (rewardsReceiver == address(0)) revert IdentityZeroReceiver(msg.sender);

        operator = OperatorId.wrap(++operatorCount);
        _operatorOf[msg.sender] = operator;
        Operator storage identity = _operators[operator];
        identity.controller = msg.sender;
        identity.status = OperatorStatus.Active;
        identity.rewardsReceiver = rewardsReceiver;

        emit OperatorRegistered(operator, msg.sender, rewardsReceiver, metadataURI);

        for (uint256 i; i < keys.length; ++i) _setKey(operator, keys[i]);
    }

    /// @inheritdoc IIdentity
    function setKey(OperatorKey calldata key) external {
        _setKey(_callersOperator(), key);
    }

    /// @inheritdoc IIdentity
    function setRewardsReceiver(address rewardsReceiver) external {
        OperatorId operator = _callersOperator();
        if (rewardsReceiver == address(0)) revert IdentityZeroReceiver(msg.sender);

        address oldReceiver = _operators[operator].rewardsReceiver;
        _operators[operator].rewardsReceiver = rewardsReceiver;

        emit RewardsReceiverSet(operator, oldReceiver, rewardsReceiver);
    }

    /// @inheritdoc IIdentity
    function setMetadata(string calldata metadataURI) external {
        emit MetadataSet(_callersOperator(), metadataURI);
    }

    /// @inheritdoc IIdentity
    function addKeyKind(uint8 kind, IKeyKind keyKind) external restricted {
        if (address(keyKind) == address(0)) revert IdentityUnknownKeyKind(kind);
        if (address(_keyKinds[kind]) != address(0)) revert IdentityKeyKindTaken(kind);

        _keyKinds[kind] = keyKind;

        emit KeyKindAdded(kind, keyKind);
    }

    /// @inheritdoc IIdentity
    function operatorOf(address controller) external view returns (OperatorId) {
        return _operatorOf[controller];
    }

    /// @inheritdoc IIdentity
    function identityOf(OperatorId operator) external view returns (Operator memory) {
        return _operators[operator];
    }

    /// @inheritdoc IIdentity
    function rewardsReceiverOf(OperatorId operator) external view returns (address) {
        return _operators[operator].rewardsReceiver;
    }

    /// @inheritdoc IIdentity
    function keyOf(OperatorId operator, uint8 kind) public view returns (bytes32) {
        KeySlot storage slot = _keys[operator][kind];
        return slot.activeFrom != 0 && block.timestamp >= slot.activeFrom ? slot.upcoming : slot.current;
    }

    function _setKey(OperatorId operator, OperatorKey calldata key) private {
        IKeyKind keyKind = _keyKinds[key.kind];
        if (address(keyKind) == address(0)) revert IdentityUnknownKeyKind(key.kind);

        bytes32 keyHash = keyKind.checkKey(operator, key.key, key.proof);
        KeySlot storage slot = _keys[operator][key.kind];
        bytes32 current = keyOf(operator, key.kind);
        uint40 activeFrom = uint40(block.timestamp) + (current == 0 ? 0 : KEY_DELAY);
        (slot.current, slot.upcoming, slot.activeFrom) = (current, keyHash, activeFrom);

        emit KeySet(operator, key.kind, keyHash, key.key, activeFrom);
    }

    function _callersOperator() internal view returns (OperatorId operator) {
        operator = _operatorOf[msg.sender];
        if (OperatorId.unwrap(operator) == 0) revert IdentityNotRegistered(msg.sender);
    }

    function _requireKnown(OperatorId operator) internal view {
        if (_operators[operator].status == OperatorStatus.None) revert IdentityUnknownOperator(operator);
    }
}
