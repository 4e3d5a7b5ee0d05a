// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobConsumer} from "../../interfaces/IJobConsumer.sol";
import {JobId} from "../../types/JobId.sol";

/// @title JobInbox
/// @notice Keeps the newest output of each job that its owner lets in, for whoever reads it on-chain.
contract JobInbox is IJobConsumer {
    /// @notice An output.
    /// @param execution Which execution put it out, from 0.
    /// @param receivedAt Seconds; 0 where nothing came yet.
    struct Entry {
        // slot 0
        uint24 execution;
        uint40 receivedAt;
        // slot 1
        bytes output;
    }

    /// @notice Thrown when somebody else than the owner lets jobs in.
    error JobInboxNotOwner(address owner, address caller);

    /// @notice Thrown when somebody else than the courier brings an output.
    error JobInboxNotCourier(address courier, address caller);

    /// @notice Thrown when a job was not let in.
    error JobInboxUnknownJob(JobId job);

    /// @notice Thrown when a newer output is known.
    error JobInboxStale(JobId job, uint256 execution, uint256 known);

    /// @notice Emitted when a job was let in.
    event JobLetIn(JobId indexed job);

    /// @notice Emitted when an output was kept.
    event OutputKept(JobId indexed job, uint256 execution, address indexed processor, bytes output);

    /// @notice Who lets jobs in.
    address public immutable owner;
    /// @notice Who brings outputs: the job market, or on another chain its gateway.
    address public immutable courier;

    /// @notice Whether a job was let in.
    mapping(JobId job => bool flag) public isLetIn;
    mapping(JobId job => Entry entry) private _newest;

    /// @param courier_ The job market, or on another chain its gateway.
    constructor(address courier_) {
        (owner, courier) = (msg.sender, courier_);
    }

    /// @notice Lets a job in. Anybody can register a job that names this contract, so each is let in by name.
    function letIn(JobId job) external {
        if (msg.sender != owner) revert JobInboxNotOwner(owner, msg.sender);

        isLetIn[job] = true;

        emit JobLetIn(job);
    }

    /// @inheritdoc IJobConsumer
    /// @dev Slots of one execution may bring the same; an older execution may not come after a newer one.
    function fulfill(JobId job, uint256, uint256 execution, address processor, bytes calldata output) external {
        if (msg.sender != courier) revert JobInboxNotCourier(courier, msg.sender);
        if (!isLetIn[job]) revert JobInboxUnknownJob(job);
        uint256 known = _newest[job].execution;
        if (execution < known) revert JobInboxStale(job, execution, known);

        _newest[job] = Entry(uint24(execution), uint40(block.timestamp), output);

        emit OutputKept(job, execution, processor, output);
    }

    /// @notice The newest output of a job.
    function newestOf(JobId job) external view returns (Entry memory) {
        return _newest[job];
    }
}
