// SPDX-License-Identifier: MIT
/// Expands one block of LZ77+Huffman ("XPRESS Huffman") data.
///
/// Input is hostile: every read and copy is checked, work is bounded by the output's size.
/// Source: [MS-XCA] 2.2.
#pragma once

#include <cstddef>
#include <cstdint>

namespace handoff::inspect {

/// Most bytes that one Huffman table covers: a block is at most this long.
inline constexpr size_t kXpressBlockBytesMax = 64 * 1024;

/// Fills exactly `out_bytes` (<= kXpressBlockBytesMax). @return false when the data is damaged.
bool ExpandXpress(const uint8_t* packed, size_t packed_bytes, uint8_t* out, size_t out_bytes);

}  // namespace handoff::inspect
