// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "../types/OperatorId.sol";

/// @title IDeviceAttestation
/// @notice Whose secure hardware somebody vouches for, and what it has signed.
interface IDeviceAttestation {
    /// @notice Until when an operator's device is certified, in seconds; 0 when it has none that counts now.
    function liveUntil(OperatorId operator) external view returns (uint40);

    /// @notice Whether an operator's device, certified now, has signed a digest.
    /// @param operator The operator.
    /// @param digest What was signed.
    /// @param signature The P-256 signature.
    function isSignedBy(OperatorId operator, bytes32 digest, bytes calldata signature) external view returns (bool);
}
