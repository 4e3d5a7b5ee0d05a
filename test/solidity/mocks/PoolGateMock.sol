// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPoolGate} from "../../../contracts/interfaces/IPoolGate.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";

/// @notice A gate that lets in whoever brings a ticket made out to pool, operator and controller.
contract PoolGateMock is IPoolGate {
    function canJoin(
        PoolId pool,
        OperatorId operator,
        address controller,
        bytes calldata data
    ) external pure returns (bool) {
        return keccak256(data) == keccak256(abi.encode(pool, operator, controller));
    }
}
