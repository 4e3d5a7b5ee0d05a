// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIdentity} from "./IIdentity.sol";
import {IRosters} from "./IRosters.sol";
import {IStaking} from "./IStaking.sol";

/// @title IOperatorRegistry
/// @notice The operators: their identities, their stake, and the rosters they are drawn from.
interface IOperatorRegistry is IIdentity, IStaking, IRosters {}
