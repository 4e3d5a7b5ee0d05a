// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Groth16
/// @notice Groth16 over BN254, with the key in a page of code: -alpha | beta | -gamma | -delta | terms. Negated once,
/// so that no proof has to be.
/// @dev Assembly throughout: the precompiles take their points from one stretch of memory, and copies would cost more
/// than the arithmetic. Every precompile gets at most twice its price, since one that refuses its input burns all it
/// was given. The pairing checks that its points are on their curves, those of G2 in their group.
library Groth16 {
    /// @notice Order of the field of inputs.
    uint256 internal constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// @notice Order of the field of coordinates.
    uint256 internal constant Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    /// @dev Code of a page with the constant term alone, its leading STOP included.
    uint256 private constant PAGE_BYTES = 513;

    uint256 private constant ADD = 0x06;
    uint256 private constant MULTIPLY = 0x07;
    uint256 private constant PAIRING = 0x08;
    uint256 private constant ADD_GAS = 300;
    uint256 private constant MULTIPLY_GAS = 12_000;
    uint256 private constant PAIRING_BASE = 45_000;
    uint256 private constant PAIRING_PER_PAIR = 34_000;

    /* GAS */

    /// @notice What a proof costs at least, and a little more.
    function priceOf(uint256 inputCount) internal pure returns (uint256) {
        // Counts of what is in calldata or code are small.
        unchecked {
            return 184_000 + 6_500 * inputCount;
        }
    }

    /// @notice What a batch costs at least, and a little more.
    function batchPriceOf(uint256 proofs, uint256 inputCount) internal pure returns (uint256) {
        // As above.
        unchecked {
            return 162_000 + 48_000 * proofs + (6_500 + 200 * proofs) * inputCount;
        }
    }

    /* PAGES */

    /// @notice Where the page of a key is, if it is.
    /// @param keyId Hash of the code that creates it.
    function pageOf(bytes32 keyId) internal view returns (address page) {
        // abi.encodePacked would allocate for it.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, or(shl(88, address()), shl(248, 0xff)))
            mstore(add(free, 0x15), 0)
            mstore(add(free, 0x35), keyId)
            page := and(keccak256(free, 0x55), sub(shl(160, 1), 1))
        }
    }

    /// @notice How many public inputs a page is for, or the largest number when there is no page.
    function inputCountOf(address page) internal view returns (uint256) {
        uint256 size = page.code.length;
        // A page holds one term at least.
        unchecked {
            return size == 0 ? type(uint256).max : (size - PAGE_BYTES) >> 6;
        }
    }

    /// @notice The terms one after the other; abi.encodePacked takes no arrays of arrays.
    function pack(uint256[2][] calldata terms) internal pure returns (bytes memory packed) {
        packed = new bytes(terms.length << 6);
        assembly ("memory-safe") {
            calldatacopy(add(packed, 0x20), terms.offset, shl(6, terms.length))
        }
    }

    /* PROOFS */

    /// @notice Whether e(A, B) · e(-alpha, beta) · e(terms · inputs, -gamma) · e(C, -delta) is one.
    /// @param page A key's, with as many terms as there are inputs and one more.
    function isProven(address page, uint256[] calldata inputs, uint256[8] calldata proof) internal view returns (bool) {
        uint256 pairs = _free();
        // Memory has an end long before its addresses do.
        unchecked {
            uint256 scratch = _loadKey(page, pairs + 0xc0, inputs.length);
            uint256 scalars = scratch + 0x80;
            uint256 terms = pairs + 0x300;
            // Calldata cannot be copied to a place in memory otherwise.
            assembly ("memory-safe") {
                calldatacopy(pairs, proof, 0xc0)
                calldatacopy(add(pairs, 0x240), add(proof, 0xc0), 0x40)
                calldatacopy(scalars, inputs.offset, shl(5, inputs.length))
                mcopy(add(scratch, 0x40), terms, 0x40)
            }
            return _addTerms(terms, scalars, inputs.length, scratch, pairs + 0x180) && _isOne(pairs, 4);
        }
    }

    /// @notice Whether the equations of a batch hold when they are added up, each with a coefficient.
    /// @param page A key's, with as many terms as there are inputs in each row and one more.
    function areProven(
        address page,
        bytes32 keyId,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs
    ) internal view returns (bool) {
        uint256 count = proofs.length;
        uint256 inputCount = inputs[0].length;
        (uint256 points, uint256 coefficients) = _copyBatch(keyId, inputs, proofs, inputCount);
        uint256 pairs = _free();
        uint256 fixedPairs = pairs + 0xc0 * count;
        uint256 scratch = _loadKey(page, fixedPairs, inputCount);
        (uint256 total, bool areInField) = _sumInputs(points, coefficients, count, inputCount, scratch + 0x80);

        return
            areInField &&
            _scalePoints(points, coefficients, count, pairs, scratch) &&
            _scaleConstants(fixedPairs, total, scratch) &&
            _addTerms(fixedPairs + 0x240, scratch + 0x80, inputCount, scratch, fixedPairs + 0xc0) &&
            _isOne(pairs, count + 3);
    }

    /// @dev Lays out -alpha | beta | room | -gamma | room | -delta | terms from a place on, and after a word to spare
    /// two points of scratch and room for the inputs. Nothing is allocated from then on, so the free pointer stays.
    /// @return scratch Where that scratch is.
    function _loadKey(address page, uint256 target, uint256 inputCount) private view returns (uint256 scratch) {
        assembly ("memory-safe") {
            let termBytes := shl(6, add(inputCount, 1))
            extcodecopy(page, target, 1, add(termBytes, 0x1c0))
            mcopy(add(target, 0x240), add(target, 0x1c0), termBytes)
            mcopy(add(target, 0x1c0), add(target, 0x140), 0x80)
            mcopy(add(target, 0x100), add(target, 0xc0), 0x80)
            scratch := add(add(target, 0x260), termBytes)
        }
    }

    /// @dev Adds each input times its term to the sum that stands in the second half of scratch. From the last term
    /// on, so that the scalar may take the place of what comes after its point.
    /// @param target Where the sum goes.
    function _addTerms(
        uint256 terms,
        uint256 scalars,
        uint256 inputCount,
        uint256 scratch,
        uint256 target
    ) private view returns (bool isDone) {
        assembly ("memory-safe") {
            isDone := 1
            let term := add(terms, shl(6, inputCount))
            let scalar := add(scalars, shl(5, inputCount))
            for {} gt(term, terms) {
                term := sub(term, 0x40)
            } {
                scalar := sub(scalar, 0x20)
                let value := mload(scalar)
                mstore(add(term, 0x40), value)
                isDone := and(isDone, lt(value, R))
                isDone := and(isDone, staticcall(MULTIPLY_GAS, MULTIPLY, term, 0x60, scratch, 0x40))
                isDone := and(isDone, staticcall(ADD_GAS, ADD, scratch, 0x80, add(scratch, 0x40), 0x40))
            }
            mcopy(target, add(scratch, 0x40), 0x40)
        }
    }

    /* BATCHES */

    /// @dev Lays out key | count | rows of inputs | proofs, of whose hash all coefficients but the first are made.
    /// @return points Where the proofs are; a word to spare is behind them, the rows are in front.
    /// @return coefficients Where the coefficients are: one, then numbers of 128 bits.
    function _copyBatch(
        bytes32 keyId,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs,
        uint256 inputCount
    ) private pure returns (uint256 points, uint256 coefficients) {
        uint256 entries = _free();
        points = entries + 0x40;
        for (uint256 i = 0; i < inputs.length; ++i) {
            uint256[] calldata row = inputs[i];
            assembly ("memory-safe") {
                calldatacopy(points, row.offset, shl(5, inputCount))
                points := add(points, shl(5, inputCount))
            }
        }
        assembly ("memory-safe") {
            mstore(entries, keyId)
            mstore(add(entries, 0x20), proofs.length)
            let end := add(points, shl(8, proofs.length))
            calldatacopy(points, proofs.offset, sub(end, points))
            mstore(0, keccak256(entries, sub(end, entries)))

            coefficients := add(end, 0x20)
            mstore(coefficients, 1)
            for {
                let i := 1
            } lt(i, proofs.length) {
                i := add(i, 1)
            } {
                mstore(0x20, i)
                mstore(add(coefficients, shl(5, i)), shr(128, keccak256(0, 0x40)))
            }
            mstore(0x40, add(coefficients, shl(5, proofs.length)))
        }
    }

    /// @dev Adds up the rows, each times its coefficient.
    /// @param sums Where the sums go.
    /// @return total Sum of the coefficients.
    /// @return areInField Whether every input is below R.
    function _sumInputs(
        uint256 points,
        uint256 coefficients,
        uint256 count,
        uint256 inputCount,
        uint256 sums
    ) private pure returns (uint256 total, bool areInField) {
        assembly ("memory-safe") {
            areInField := 1
            let width := shl(5, inputCount)
            let row := sub(points, mul(width, count))
            // The first coefficient is one, and memory may hold something already.
            mcopy(sums, row, width)
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                let coefficient := mload(add(coefficients, shl(5, i)))
                total := add(total, coefficient)
                for {
                    let at := 0
                } lt(at, width) {
                    at := add(at, 0x20)
                } {
                    let value := mload(add(row, at))
                    areInField := and(areInField, lt(value, R))
                    if i {
                        let sum := add(sums, at)
                        mstore(sum, addmod(mload(sum), mulmod(coefficient, value, R), R))
                    }
                }
                row := add(row, width)
            }
        }
    }

    /// @dev Puts each A, times its coefficient, and its B in a pair, and the sum of all C, times theirs, in the last.
    /// From the last proof on, so that a coefficient may take the place of what comes after its point.
    function _scalePoints(
        uint256 points,
        uint256 coefficients,
        uint256 count,
        uint256 pairs,
        uint256 scratch
    ) private view returns (bool isDone) {
        assembly ("memory-safe") {
            isDone := 1
            mcopy(pairs, points, 0xc0)
            mcopy(add(scratch, 0x40), add(points, 0xc0), 0x40)
            for {
                let i := sub(count, 1)
            } i {
                i := sub(i, 1)
            } {
                let point := add(points, shl(8, i))
                let pair := add(pairs, mul(i, 0xc0))
                let coefficient := mload(add(coefficients, shl(5, i)))
                mcopy(add(pair, 0x40), add(point, 0x40), 0x80)
                mstore(add(point, 0x40), coefficient)
                isDone := and(isDone, staticcall(MULTIPLY_GAS, MULTIPLY, point, 0x60, pair, 0x40))
                mstore(add(point, 0x100), coefficient)
                isDone := and(isDone, staticcall(MULTIPLY_GAS, MULTIPLY, add(point, 0xc0), 0x60, scratch, 0x40))
                isDone := and(isDone, staticcall(ADD_GAS, ADD, scratch, 0x80, add(scratch, 0x40), 0x40))
            }
            mcopy(add(pairs, add(mul(count, 0xc0), 0x180)), add(scratch, 0x40), 0x40)
        }
    }

    /// @dev Multiplies -alpha, and the constant term, with which the sum of terms begins.
    function _scaleConstants(uint256 fixedPairs, uint256 total, uint256 scratch) private view returns (bool isDone) {
        assembly ("memory-safe") {
            mcopy(scratch, fixedPairs, 0x40)
            mstore(add(scratch, 0x40), total)
            isDone := staticcall(MULTIPLY_GAS, MULTIPLY, scratch, 0x60, fixedPairs, 0x40)
            mcopy(scratch, add(fixedPairs, 0x240), 0x40)
            isDone := and(isDone, staticcall(MULTIPLY_GAS, MULTIPLY, scratch, 0x60, add(scratch, 0x40), 0x40))
        }
    }

    /* PRECOMPILES */

    /// @notice Whether a point is on the curve of G1; infinity is.
    function isOnCurve(uint256 x, uint256 y) internal view returns (bool isPoint) {
        assembly ("memory-safe") {
            mstore(0, x)
            mstore(0x20, y)
            let free := mload(0x40)
            // Added to what precompiles take missing input for: infinity.
            isPoint := staticcall(ADD_GAS, ADD, 0, 0x40, free, 0x40)
        }
    }

    /// @notice Whether three points are in G2; infinity is.
    function areInG2(
        uint256[4] memory first,
        uint256[4] memory second,
        uint256[4] memory third
    ) internal view returns (bool) {
        uint256 pairs = _free();
        assembly ("memory-safe") {
            mstore(0x40, add(pairs, 0x240))
            // Each is paired with infinity, of which the product is one.
            mstore(pairs, 0)
            mstore(add(pairs, 0x20), 0)
            mcopy(add(pairs, 0x40), first, 0x80)
            mstore(add(pairs, 0xc0), 0)
            mstore(add(pairs, 0xe0), 0)
            mcopy(add(pairs, 0x100), second, 0x80)
            mstore(add(pairs, 0x180), 0)
            mstore(add(pairs, 0x1a0), 0)
            mcopy(add(pairs, 0x1c0), third, 0x80)
        }
        return _isOne(pairs, 3);
    }

    function _isOne(uint256 pairs, uint256 count) private view returns (bool isOne) {
        assembly ("memory-safe") {
            let gasLimit := shl(1, add(PAIRING_BASE, mul(PAIRING_PER_PAIR, count)))
            isOne := staticcall(gasLimit, PAIRING, pairs, mul(count, 0xc0), 0, 0x20)
            isOne := and(isOne, mload(0))
        }
    }

    function _free() private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := mload(0x40)
        }
    }
}
