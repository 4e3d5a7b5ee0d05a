// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "../types/OperatorId.sol";
import {Operator, OperatorKey} from "../types/Operator.sol";
import {IKeyKind} from "./IKeyKind.sol";

/// @title IIdentity
/// @notice Who the operators are: one identity for every role.
interface IIdentity {
    /// @notice Thrown when an account has an operator already.
    error IdentityAlreadyRegistered(address controller, OperatorId operator);

    /// @notice Thrown when an account has no operator.
    error IdentityNotRegistered(address controller);

    /// @notice Thrown when there is no such operator.
    error IdentityUnknownOperator(OperatorId operator);

    /// @notice Thrown when rewards would go to the zero address.
    error IdentityZeroReceiver(address controller);

    /// @notice Thrown when no contract knows a kind of key.
    error IdentityUnknownKeyKind(uint8 kind);

    /// @notice Thrown when a kind of key is known already: kinds are fixed for ever.
    error IdentityKeyKindTaken(uint8 kind);

    /// @notice Emitted when an operator registered.
    event OperatorRegistered(
        OperatorId indexed operator,
        address indexed controller,
        address rewardsReceiver,
        string metadataURI
    );

    /// @notice Emitted when an operator brought a key that counts from a time on, in seconds.
    event KeySet(OperatorId indexed operator, uint8 indexed kind, bytes27 keyHash, bytes key, uint40 activeFrom);

    /// @notice Emitted when rewards go to another account.
    event RewardsReceiverSet(OperatorId indexed operator, address oldReceiver, address newReceiver);

    /// @notice Emitted when an operator describes itself anew.
    event MetadataSet(OperatorId indexed operator, string metadataURI);

    /// @notice Emitted when a kind of key became known.
    event KeyKindAdded(uint8 indexed kind, IKeyKind keyKind);

    /// @notice Registers the caller as an operator.
    /// @param keys Keys it brings at once, each with its proof.
    /// @param rewardsReceiver Account whose Escrow credit grows with its rewards.
    /// @param metadataURI Where it describes itself.
    function register(
        OperatorKey[] calldata keys,
        address rewardsReceiver,
        string calldata metadataURI
    ) external returns (OperatorId);

    /// @notice Brings a key. The first of its kind counts at once; a new one replaces it after `KEY_DELAY`.
    function setKey(OperatorKey calldata key) external;

    /// @notice Sends future rewards of the caller's operator elsewhere.
    function setRewardsReceiver(address rewardsReceiver) external;

    /// @notice Describes the caller's operator anew.
    function setMetadata(string calldata metadataURI) external;

    /// @notice Makes a kind of key known. Governance only; a kind cannot be changed afterwards.
    function addKeyKind(uint8 kind, IKeyKind keyKind) external;

    /// @notice The operator of an account; zero when it has none.
    function operatorOf(address controller) external view returns (OperatorId);

    /// @notice The identity of an operator.
    function identityOf(OperatorId operator) external view returns (Operator memory);

    /// @notice Where an operator's rewards go.
    function rewardsReceiverOf(OperatorId operator) external view returns (address);

    /// @notice Hash of the key of a kind that counts now, its first 27 bytes; zero when there is none.
    function keyOf(OperatorId operator, uint8 kind) external view returns (bytes27);

    /// @notice How many operators have registered; the newest has this id.
    function operatorCount() external view returns (uint32);
}
