// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICommittees} from "../interfaces/ICommittees.sol";
import {IReceiptRoots} from "../interfaces/IReceiptRoots.sol";
import {Quorum} from "../types/Committee.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title ReceiptRoots
/// @notice Roots of the receipts that gateways on other chains keep, as committees of one pool of witnesses signed
/// them. It holds no money and has no owner.
/// @dev Witnesses rebuild a chain's tree from the events of its gateways, which they know; the market pays what they
/// sign.
contract ReceiptRoots is IReceiptRoots, EIP712 {
    /// @notice Thrown when a committee is not of the witnesses' pool.
    error ReceiptsWrongPool(CommitteeId committee, PoolId pool, PoolId witnesses);

    /// @notice Thrown when a committee is dead.
    error ReceiptsDeadCommittee(CommitteeId committee);

    /// @notice Thrown when a seat signed that can no longer sign.
    error ReceiptsVoidedSigners(CommitteeId committee, uint256 signers, uint256 voided);

    /// @notice Thrown when those who signed have not more than two thirds of the power.
    error ReceiptsNoQuorum(CommitteeId committee, uint256 signers, uint256 signedPower, uint256 totalPower);

    /// @notice Emitted when a root was accepted.
    event ReceiptRootAccepted(uint256 indexed chainId, bytes32 indexed root, CommitteeId indexed committee);

    bytes32 private constant ROOT_TYPEHASH = keccak256("ReceiptRoot(uint64 committee,uint256 chainId,bytes32 root)");

    /// @notice Verifies the quorums.
    ICommittees public immutable committees;
    /// @notice The pool of witnesses.
    PoolId public immutable witnesses;

    mapping(uint256 chainId => mapping(bytes32 root => bool flag)) private _roots;

    constructor(ICommittees committees_, PoolId witnesses_) EIP712("Muster ReceiptRoots", "1") {
        (committees, witnesses) = (committees_, witnesses_);
    }

    /// @notice Accepts a root of a chain's receipts. Anyone may, with the signatures.
    /// @param signers Bit s set: seat s of the committee signed.
    /// @param signature Aggregate signature of `rootDigestOf`, 96 bytes.
    function acceptRoot(
        CommitteeId committee,
        uint256 chainId,
        bytes32 root,
        uint256 signers,
        bytes calldata signature
    ) external {
        PoolId pool = committee.poolOf();
        if (!(pool == witnesses)) revert ReceiptsWrongPool(committee, pool, witnesses);
        Quorum memory quorum = committees.verify(committee, signers, rootDigestOf(committee, chainId, root), signature);
        if (!quorum.isLive) revert ReceiptsDeadCommittee(committee);
        if (signers & quorum.voided != 0) revert ReceiptsVoidedSigners(committee, signers, quorum.voided);
        if (quorum.signedPower * 3 <= quorum.totalPower * 2)
            revert ReceiptsNoQuorum(committee, signers, quorum.signedPower, quorum.totalPower);

        _roots[chainId][root] = true;

        emit ReceiptRootAccepted(chainId, root, committee);
    }

    /// @inheritdoc IReceiptRoots
    function isReceiptRoot(uint256 chainId, bytes32 root) external view returns (bool) {
        return _roots[chainId][root];
    }

    /// @notice What witnesses sign of a root: EIP-712.
    function rootDigestOf(CommitteeId committee, uint256 chainId, bytes32 root) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ROOT_TYPEHASH, committee, chainId, root)));
    }
}
