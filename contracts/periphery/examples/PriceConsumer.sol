// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationHook} from "../../interfaces/IAttestationHook.sol";
import {TaskInfo} from "../../types/AttestationTask.sol";
import {CommitteeId} from "../../types/CommitteeId.sol";
import {TaskId} from "../../types/TaskId.sol";

/// @title PriceConsumer
/// @notice An oracle's last prices, written by the hook of its task definition.
contract PriceConsumer is IAttestationHook {
    /// @notice A price and the time it was observed.
    /// @param value Price with 8 decimals.
    /// @param observedAt Seconds.
    struct Price {
        // slot 0
        uint128 value;
        uint64 observedAt;
    }

    /// @notice Thrown when somebody else than the center, or a task of another definition, calls.
    error PriceConsumerNotCenter(address caller, uint16 taskDefinitionId);

    /// @notice Thrown when a price is not newer than the one that is known.
    error PriceConsumerStale(string symbol, uint64 observedAt, uint64 known);

    /// @notice Emitted when a price was written.
    event PriceUpdated(TaskId indexed id, string symbol, uint128 value, uint64 observedAt);

    /// @notice The only caller.
    address public immutable center;
    /// @notice The only definition whose tasks are listened to.
    uint16 public immutable taskDefinitionId;

    /// @notice The last price of a symbol.
    mapping(string symbol => Price price) public priceOf;

    constructor(address center_, uint16 taskDefinitionId_) {
        (center, taskDefinitionId) = (center_, taskDefinitionId_);
    }

    /// @inheritdoc IAttestationHook
    /// @dev Refuses prices that are older than what is known, before attesters are paid for them.
    function beforeTaskSubmission(TaskId, TaskInfo calldata info, bool isApproved, CommitteeId, uint256) external view {
        if (!isApproved) return;
        (string memory symbol, , uint64 observedAt) = _decoded(info);
        uint64 known = priceOf[symbol].observedAt;
        if (observedAt <= known) revert PriceConsumerStale(symbol, observedAt, known);
    }

    /// @inheritdoc IAttestationHook
    function afterTaskSubmission(TaskId id, TaskInfo calldata info, bool isApproved, CommitteeId, uint256) external {
        if (msg.sender != center || info.taskDefinitionId != taskDefinitionId)
            revert PriceConsumerNotCenter(msg.sender, info.taskDefinitionId);
        if (!isApproved) return;

        (string memory symbol, uint128 value, uint64 observedAt) = _decoded(info);
        priceOf[symbol] = Price(value, observedAt);

        emit PriceUpdated(id, symbol, value, observedAt);
    }

    /// @dev The data of a task: symbol, price and seconds, as the oracle encodes them.
    function _decoded(TaskInfo calldata info) private pure returns (string memory, uint128, uint64) {
        return abi.decode(info.data, (string, uint128, uint64));
    }
}
