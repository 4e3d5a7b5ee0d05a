// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRosters} from "../../../contracts/interfaces/IRosters.sol";
import {OperatorId} from "../../../contracts/types/OperatorId.sol";
import {PoolId} from "../../../contracts/types/PoolId.sol";

/// @title RosterProbe
/// @notice Asks a roster many questions at a time.
contract RosterProbe {
    /// @notice One look-up.
    struct Question {
        uint32 version;
        uint32 seat;
        uint32 hint;
    }

    /// @notice Who held each seat; nobody where the registry refused exactly as it should.
    function holders(
        IRosters registry,
        PoolId pool,
        Question[] calldata questions
    ) external view returns (address[] memory controllers, OperatorId[] memory operators) {
        controllers = new address[](questions.length);
        operators = new OperatorId[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            (controllers[i], operators[i]) = _holder(registry, pool, questions[i]);
        }
    }

    function _holder(
        IRosters registry,
        PoolId pool,
        Question calldata asked
    ) private view returns (address controller, OperatorId operator) {
        try registry.seatAt(pool, asked.version, asked.seat, asked.hint) returns (address held, OperatorId holder) {
            return (held, holder);
        } catch (bytes memory reason) {
            bytes memory expected = abi.encodeWithSelector(
                IRosters.RosterBadHint.selector,
                pool,
                asked.seat,
                asked.version,
                asked.hint
            );
            require(keccak256(reason) == keccak256(expected), "another error");
        }
    }
}
