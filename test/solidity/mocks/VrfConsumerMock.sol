// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Chainlink's coordinator that a consumer calls.
interface IVrfRequests {
    struct RandomWordsRequest {
        bytes32 keyHash;
        uint256 subId;
        uint16 requestConfirmations;
        uint32 callbackGasLimit;
        uint32 numWords;
        bytes extraArgs;
    }

    function requestRandomWords(RandomWordsRequest calldata request) external returns (uint256 requestId);
}

/// @notice A consumer that records what the coordinator hands it, and can be told to refuse.
contract VrfConsumerMock {
    IVrfRequests private immutable _coordinator;

    bool private _isRefusing;
    mapping(uint256 requestId => uint256[] words) private _words;
    mapping(uint256 requestId => uint256 times) public timesAnswered;

    /// @notice Thrown when the consumer was told to refuse its words.
    error VrfConsumerRefused(uint256 requestId);

    constructor(IVrfRequests coordinator) {
        _coordinator = coordinator;
    }

    function setRefusing(bool isRefusing) external {
        _isRefusing = isRefusing;
    }

    function request(IVrfRequests.RandomWordsRequest calldata terms) external returns (uint256 requestId) {
        return _coordinator.requestRandomWords(terms);
    }

    function rawFulfillRandomWords(uint256 requestId, uint256[] calldata words) external {
        if (_isRefusing) revert VrfConsumerRefused(requestId);

        _words[requestId] = words;
        timesAnswered[requestId]++;
    }

    function wordsOf(uint256 requestId) external view returns (uint256[] memory words) {
        return _words[requestId];
    }
}
