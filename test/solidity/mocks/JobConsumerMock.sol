// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobConsumer} from "../../../contracts/interfaces/IJobConsumer.sol";
import {IJobMarket} from "../../../contracts/interfaces/IJobMarket.sol";
import {JobTerms} from "../../../contracts/types/Job.sol";
import {JobId} from "../../../contracts/types/JobId.sol";

/// @notice Takes outputs in every way that a contract can take them.
contract JobConsumerMock is IJobConsumer {
    enum Mood {
        Take,
        Refuse,
        BurnGas,
        Reenter
    }

    error ConsumerUnhappy(JobId job);

    Mood public mood;
    bytes public lastOutput;
    uint256 public lastExecution;
    address public lastProcessor;
    /// @dev Of the market's answer to a call from within.
    bytes public reason;
    JobTerms private _terms;

    function setMood(Mood newMood, JobTerms calldata terms) external {
        (mood, _terms) = (newMood, terms);
    }

    function fulfill(JobId job, uint256, uint256 execution, address processor, bytes calldata output) external {
        if (mood == Mood.Refuse) revert ConsumerUnhappy(job);
        if (mood == Mood.BurnGas) {
            assembly {
                invalid()
            }
        }
        if (mood == Mood.Reenter) _reenter(job);
        (lastOutput, lastExecution, lastProcessor) = (output, execution, processor);
    }

    function _reenter(JobId job) private {
        try IJobMarket(msg.sender).cancelJob(job, _terms) {} catch (bytes memory returned) {
            reason = returned;
        }
    }
}
