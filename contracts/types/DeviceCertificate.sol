// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "./OperatorId.sol";

/// @notice What a certifier says of a device, as it is signed (EIP-712).
/// @param operator Whose device it is.
/// @param certifier Who looked at the device and signs: an account, or a contract of ERC-1271.
/// @param x The device's P-256 key.
/// @param y The device's P-256 key.
/// @param notBefore From when the certificate counts, in seconds; of two certificates the later counts.
/// @param expiry When it ends, in seconds.
struct DeviceCertificate {
    OperatorId operator;
    address certifier;
    bytes32 x;
    bytes32 y;
    uint40 notBefore;
    uint40 expiry;
}
