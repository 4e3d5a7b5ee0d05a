// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IProofVerifier
/// @notice Checks a proof that comes with a result. Called with capped gas; its answer is one word.
interface IProofVerifier {
    /// @notice Whether a proof holds.
    /// @param termsHash What the task said about the proof.
    /// @param context Hash of chain, market, task and runner: a proof that is not bound to it can be resent by others.
    /// @param result The result.
    /// @param proof The proof.
    function verify(
        bytes32 termsHash,
        bytes32 context,
        bytes calldata result,
        bytes calldata proof
    ) external view returns (bool);
}
