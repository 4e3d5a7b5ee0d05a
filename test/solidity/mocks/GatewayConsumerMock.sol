// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobConsumer} from "../../../contracts/interfaces/IJobConsumer.sol";
import {JobId} from "../../../contracts/types/JobId.sol";

/// @notice A consumer that keeps what it gets, refuses it, or tries to be delivered to again while it is.
contract GatewayConsumerMock is IJobConsumer {
    error GatewayConsumerUnwilling(JobId job);

    event OutputReceived(JobId job, uint256 slot, uint256 execution, address processor, bytes output);

    bool public isUnwilling;
    /// @notice Calldata that it sends back to its caller; none by default.
    bytes public echo;

    function setUnwilling(bool unwilling) external {
        isUnwilling = unwilling;
    }

    function setEcho(bytes calldata echo_) external {
        echo = echo_;
    }

    function fulfill(JobId job, uint256 slot, uint256 execution, address processor, bytes calldata output) external {
        if (isUnwilling) revert GatewayConsumerUnwilling(job);
        if (echo.length != 0) {
            (bool isSuccess, bytes memory reason) = msg.sender.call(echo);
            if (!isSuccess) _revertWith(reason);
        }
        emit OutputReceived(job, slot, execution, processor, output);
    }

    function _revertWith(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
