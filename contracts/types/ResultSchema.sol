// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the bytes of a result must look like, in one word.
/// @dev From the high end: kind (1 byte), maxBytes (4 bytes), number of type codes (1 byte), type codes (26 bytes,
/// the unused ones zero). A type code is one byte:
///
/// | Code        | Type                  |
/// |-------------|-----------------------|
/// | 0x01 – 0x20 | uint8 – uint256       |
/// | 0x21 – 0x40 | int8 – int256         |
/// | 0x41 – 0x60 | bytes1 – bytes32      |
/// | 0x61, 0x62  | bool, address         |
/// | 0x63, 0x64  | bytes, string         |
/// | 0x80 + code | `T[]`, code at most 0x62 |
type ResultSchema is bytes32;

/// @notice How a schema reads a result.
enum SchemaKind {
    None,
    /// Any bytes up to maxBytes.
    Raw,
    /// `abi.encode` of one-word types: exactly one word each.
    StaticAbi,
    /// `abi.encode` of one-word types, bytes, strings and arrays of one-word types.
    TailedAbi,
    /// Exactly 32 bytes that stand for data kept elsewhere.
    HashOnly,
    /// Up to maxBytes, judged by a validator contract that the holder of the schema calls.
    Custom
}

using {
    ResultSchemaRules.kind,
    ResultSchemaRules.maxBytes,
    ResultSchemaRules.requireWellFormed,
    ResultSchemaRules.requireMatch
} for ResultSchema global;

/// @notice Thrown when a word is no schema, or one that no result could match.
error ResultSchemaMalformed(ResultSchema schema);

/// @notice Thrown when a result does not match; `offset` is the byte at which the first offending word begins, or the
/// length of the result when its length is the offence.
error ResultSchemaMismatch(ResultSchema schema, uint256 offset);

/// @title ResultSchemaRules
/// @notice Accepts exactly the bytes that `abi.encode` makes for the types of a schema, so that equal values have equal
/// bytes, and no two byte strings stand for one value. Solidity's own decoder is not that strict.
library ResultSchemaRules {
    /// @notice The longest result any schema may allow, in bytes.
    uint256 internal constant MAX_RESULT_BYTES = 16_384;

    /// @notice How many type codes fit in a schema.
    uint256 internal constant MAX_TYPE_CODES = 26;

    uint256 private constant WORD = 32;

    uint256 private constant LAST_UINT = 0x20;
    uint256 private constant LAST_INT = 0x40;
    uint256 private constant LAST_FIXED_BYTES = 0x60;
    uint256 private constant BOOL = 0x61;
    uint256 private constant ADDRESS = 0x62;
    uint256 private constant STRING = 0x64;
    uint256 private constant ARRAY_FLAG = 0x80;

    /// @notice How the schema reads a result.
    /// @param schema Any word.
    /// @return The kind; None for a byte that names no kind.
    function kind(ResultSchema schema) internal pure returns (SchemaKind) {
        uint256 code = uint256(ResultSchema.unwrap(schema)) >> 248;
        return code > uint256(type(SchemaKind).max) ? SchemaKind.None : SchemaKind(code);
    }

    /// @notice The longest result the schema allows.
    /// @param schema Any word.
    /// @return Bytes; 1 to `MAX_RESULT_BYTES` in a well-formed schema.
    function maxBytes(ResultSchema schema) internal pure returns (uint256) {
        return uint32(uint256(ResultSchema.unwrap(schema)) >> 216);
    }

    /* SCHEMAS */

    /// @notice Reverts with `ResultSchemaMalformed` unless the schema is one that some result can match.
    /// @param schema Any word.
    function requireWellFormed(ResultSchema schema) internal pure {
        SchemaKind shape = kind(schema);
        uint256 limit = maxBytes(schema);

        bool isSound = shape != SchemaKind.None && limit != 0 && limit <= MAX_RESULT_BYTES;
        if (shape == SchemaKind.StaticAbi || shape == SchemaKind.TailedAbi) {
            isSound = isSound && _hasSoundCodes(schema, shape == SchemaKind.TailedAbi);
        } else {
            isSound = isSound && uint256(ResultSchema.unwrap(schema)) << 40 == 0;
            isSound = isSound && (shape != SchemaKind.HashOnly || limit == WORD);
        }

        if (!isSound) revert ResultSchemaMalformed(schema);
    }

    /// @dev One to 26 known codes, zeros behind them, and room for their smallest encoding.
    function _hasSoundCodes(ResultSchema schema, bool allowsTails) private pure returns (bool) {
        uint256 count = _count(schema);
        if (count == 0 || count > MAX_TYPE_CODES) return false;

        uint256 codes = _codes(schema);
        uint256 smallest = count * WORD;
        for (uint256 i; i < count; i++) {
            uint256 code = codes >> 248;
            if (!_isKnown(code, allowsTails)) return false;
            if (code > ADDRESS) smallest += WORD;
            codes <<= 8;
        }
        return codes == 0 && smallest <= maxBytes(schema);
    }

    function _isKnown(uint256 code, bool allowsTails) private pure returns (bool) {
        if (code == 0 || code == ARRAY_FLAG) return false;
        if (code <= ADDRESS) return true;
        return allowsTails && (code <= STRING || (code > ARRAY_FLAG && code <= ARRAY_FLAG + ADDRESS));
    }

    /* RESULTS */

    /// @notice Reverts with `ResultSchemaMismatch` unless the result is what the schema describes, to the bit.
    /// Fields are read in order, each head word before its tail; the first offence is the one reported.
    /// @dev Warning: means nothing for a schema that has not passed `requireWellFormed`. For Custom, only the length is
    /// looked at here.
    /// @param schema A well-formed schema.
    /// @param result The bytes to judge.
    function requireMatch(ResultSchema schema, bytes calldata result) internal pure {
        SchemaKind shape = kind(schema);

        if (result.length > maxBytes(schema)) revert ResultSchemaMismatch(schema, result.length);
        if (shape == SchemaKind.StaticAbi) {
            _requireStatic(schema, result);
        } else if (shape == SchemaKind.TailedAbi) {
            _requireTailed(schema, result);
        } else if (shape == SchemaKind.None || (shape == SchemaKind.HashOnly && result.length != WORD)) {
            revert ResultSchemaMismatch(schema, result.length);
        }
    }

    function _requireStatic(ResultSchema schema, bytes calldata result) private pure {
        // A count is below 2^8, and a result no longer than maxBytes, below 2^32.
        unchecked {
            if (result.length != _count(schema) * WORD) revert ResultSchemaMismatch(schema, result.length);

            uint256 codes = _codes(schema);
            for (uint256 offset; offset < result.length; offset += WORD) {
                if (!_isClean(codes >> 248, _wordAt(result, offset))) revert ResultSchemaMismatch(schema, offset);
                codes <<= 8;
            }
        }
    }

    /// @dev `tail` is where the next tail must begin, and never lies beyond the result.
    function _requireTailed(ResultSchema schema, bytes calldata result) private pure {
        // A count is below 2^8, and a result no longer than maxBytes, below 2^32.
        unchecked {
            uint256 head = _count(schema) * WORD;
            if (result.length < head) revert ResultSchemaMismatch(schema, result.length);

            uint256 codes = _codes(schema);
            uint256 tail = head;
            for (uint256 offset; offset < head; offset += WORD) {
                uint256 code = codes >> 248;
                uint256 word = _wordAt(result, offset);
                if (!(code > ADDRESS ? word == tail : _isClean(code, word))) {
                    revert ResultSchemaMismatch(schema, offset);
                }
                if (code > ADDRESS) tail = _requireTail(schema, result, code, tail);
                codes <<= 8;
            }

            if (tail != result.length) revert ResultSchemaMismatch(schema, result.length);
        }
    }

    /// @dev One tail: its length, then what the length promises.
    function _requireTail(
        ResultSchema schema,
        bytes calldata result,
        uint256 code,
        uint256 tail
    ) private pure returns (uint256 end) {
        // Offsets stay within the result. A size is compared with what is there before it enters a sum, so that a huge
        // one is an offence like another.
        unchecked {
            uint256 start = tail + WORD;
            if (start > result.length) revert ResultSchemaMismatch(schema, result.length);

            uint256 size = _wordAt(result, tail);
            uint256 room = (result.length - start) / WORD;
            if (code < ARRAY_FLAG) room *= WORD;
            if (size > room) revert ResultSchemaMismatch(schema, tail);

            if (code > ARRAY_FLAG) {
                end = start + size * WORD;
                _requireCleanItems(schema, result, code - ARRAY_FLAG, start, end);
            } else {
                end = start + size;
                uint256 used = size % WORD;
                if (used != 0) {
                    end += WORD - used;
                    _requirePadding(schema, result, end - WORD, used);
                }
            }
        }
    }

    /// @dev What follows the used bytes of a last word must be zero.
    function _requirePadding(ResultSchema schema, bytes calldata result, uint256 offset, uint256 used) private pure {
        if (_wordAt(result, offset) << (used * 8) != 0) revert ResultSchemaMismatch(schema, offset);
    }

    function _requireCleanItems(
        ResultSchema schema,
        bytes calldata result,
        uint256 code,
        uint256 start,
        uint256 end
    ) private pure {
        // Offsets stay within the result.
        unchecked {
            for (uint256 offset = start; offset < end; offset += WORD) {
                if (!_isClean(code, _wordAt(result, offset))) revert ResultSchemaMismatch(schema, offset);
            }
        }
    }

    /// @dev Whether the word is the encoding of some value of a one-word type. A shift of 256 leaves zero, which is
    /// right for the types that fill the word.
    function _isClean(uint256 code, uint256 word) private pure returns (bool) {
        // A code of each range is above the end of the range before it.
        unchecked {
            if (code <= LAST_UINT) return word >> (code * 8) == 0;
            if (code <= LAST_INT) {
                // The bits above the sign bit must equal it, so all of these are zero once it is folded in.
                return (word ^ uint256(int256(word) >> 255)) >> ((code - LAST_UINT) * 8 - 1) == 0;
            }
            if (code <= LAST_FIXED_BYTES) return word << ((code - LAST_INT) * 8) == 0;
            return word >> (code == BOOL ? 1 : 160) == 0;
        }
    }

    /* WORDS */

    function _count(ResultSchema schema) private pure returns (uint256) {
        return uint8(uint256(ResultSchema.unwrap(schema)) >> 208);
    }

    /// @dev The codes moved to the high end, the first one in the highest byte.
    function _codes(ResultSchema schema) private pure returns (uint256) {
        return uint256(ResultSchema.unwrap(schema)) << 48;
    }

    /// @dev Assembly because Solidity reads a calldata word through a slice that it checks again. Callers make sure
    /// that `offset + 32` is within the result.
    function _wordAt(bytes calldata result, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(result.offset, offset))
        }
    }
}
