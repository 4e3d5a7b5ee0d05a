// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDispatchActor} from "../../../contracts/interfaces/IDispatchActor.sol";
import {IDispatcher} from "../../../contracts/interfaces/IDispatcher.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice The least that a callback can do and still judge: it consumes the first of the leading results.
contract ConsumerMock is IDispatchActor {
    IDispatcher public immutable dispatcher;

    constructor(IDispatcher dispatcher_) {
        dispatcher = dispatcher_;
    }

    function onResults(
        TaskId id,
        address[] calldata runners,
        uint8[] calldata variantOf,
        bytes[] calldata,
        uint8 leadingVariant,
        uint8
    ) external {
        uint256 chosen;
        while (variantOf[chosen] != leadingVariant) ++chosen;
        dispatcher.consumeResult(id, runners[chosen]);
    }
}
