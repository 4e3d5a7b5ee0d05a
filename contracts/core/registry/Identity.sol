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
    /// @dev A key of a kind: the newest, from when it counts, and the one that counts until then. Hashes keep 27 bytes,
    /// so that whoever looks for a settled key reads one word; finding two keys alike would still take 2^108 tries.
    struct KeySlot {
        // slot 0
        bytes27 newest;
        uint40 activeFrom;
        // slot 1
        bytes27 previous;
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
        _setReceiver(operator, rewardsReceiver);

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

        address oldReceiver = rewardsReceiverOf(operator);
        _setReceiver(operator, rewardsReceiver);

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
    function identityOf(OperatorId operator) external view returns (Operator memory identity) {
        identity = _operators[operator];
        identity.rewardsReceiver = rewardsReceiverOf(operator);
    }

    /// @inheritdoc IIdentity
    function rewardsReceiverOf(OperatorId operator) public view returns (address) {
        Operator storage identity = _operators[operator];
        return identity.hasOwnReceiver ? identity.rewardsReceiver : identity.controller;
    }

    /// @inheritdoc IIdentity
    function keyOf(OperatorId operator, uint8 kind) public view returns (bytes27) {
        KeySlot storage slot = _keys[operator][kind];
        return block.timestamp >= slot.activeFrom ? slot.newest : slot.previous;
    }

    function _setKey(OperatorId operator, OperatorKey calldata key) private {
        IKeyKind keyKind = _keyKinds[key.kind];
        if (address(keyKind) == address(0)) revert IdentityUnknownKeyKind(key.kind);

        bytes27 keyHash = bytes27(keyKind.checkKey(operator, msg.sender, key.key, key.proof));
        KeySlot storage slot = _keys[operator][key.kind];
        bytes27 current = keyOf(operator, key.kind);
        uint40 activeFrom = uint40(block.timestamp) + (current == 0 ? 0 : KEY_DELAY);
        (slot.newest, slot.activeFrom) = (keyHash, activeFrom);
        if (current != 0) slot.previous = current;

        emit KeySet(operator, key.kind, keyHash, key.key, activeFrom);
    }

    /// @dev Most operators receive their rewards themselves, which needs no second slot.
    function _setReceiver(OperatorId operator, address rewardsReceiver) private {
        Operator storage identity = _operators[operator];
        bool isOwn = rewardsReceiver != identity.controller;
        if (isOwn || identity.hasOwnReceiver) identity.rewardsReceiver = isOwn ? rewardsReceiver : address(0);
        identity.hasOwnReceiver = isOwn;
    }

    function _callersOperator() internal view returns (OperatorId operator) {
        operator = _operatorOf[msg.sender];
        if (OperatorId.unwrap(operator) == 0) revert IdentityNotRegistered(msg.sender);
    }

    function _requireKnown(OperatorId operator) internal view {
        if (_operators[operator].status == OperatorStatus.None) revert IdentityUnknownOperator(operator);
    }
}
