// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {AssignmentRoot, Handover} from "../types/WitnessStatement.sol";

/// @title WitnessDigests
/// @notice What witnesses sign for other chains: EIP-712 in the domain of the market at home, so that gateways there
/// and the slashing at home read the same words.
library WitnessDigests {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant ROOT_TYPEHASH = keccak256("AssignmentRoot(uint64 committee,bytes32 root,uint40 issuedAt)");
    bytes32 private constant HANDOVER_TYPEHASH = keccak256(
        "Handover(uint64 committee,uint64 next,uint40 sealedAt,bytes32 pageHash)"
    );

    /// @notice The domain of a market.
    function domainOf(uint256 chainId, address market) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Muster JobMarket"), keccak256("1"), chainId, market));
    }

    /// @notice What a committee signs so that gateways accept a root.
    function digestOf(AssignmentRoot memory statement, bytes32 domain) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(ROOT_TYPEHASH, statement)));
    }

    /// @notice What a committee signs so that gateways take its successor.
    function digestOf(Handover memory statement, bytes32 domain) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(HANDOVER_TYPEHASH, statement)));
    }
}
