// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "./CommitteeId.sol";

/// @notice That a root is of the tree of assignments.
/// @param committee The committee that signs.
/// @param root The root.
/// @param issuedAt As of when, in seconds of the home chain's clock.
struct AssignmentRoot {
    CommitteeId committee;
    bytes32 root;
    uint40 issuedAt;
}

/// @notice That a committee is followed by another.
/// @param committee The committee that signs.
/// @param next The one that follows.
/// @param sealedAt When that was sealed, in seconds.
/// @param pageHash Hash of the code of its page.
struct Handover {
    CommitteeId committee;
    CommitteeId next;
    uint40 sealedAt;
    bytes32 pageHash;
}

/// @notice Who signed a statement, and which of them is meant.
/// @param signers Bit s set: seat s signed.
/// @param signature Their aggregate signature, 96 bytes: as the gateway got it, or of one alone.
/// @param seat The signer that is meant.
struct WitnessSignature {
    uint256 signers;
    bytes signature;
    uint8 seat;
}
