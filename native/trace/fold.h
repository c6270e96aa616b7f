// SPDX-License-Identifier: MIT
/// Events folded to commands: one row for each command that a block of events speaks of, in
/// columns, so that a window gets a third of the bytes and no events to sort.
///
///   byte 0     4       8         16       24      28     32
///        | rows | others | first ns | last ns | events | zero | columns ... | other events ...
///
/// Times are doubles: ns, exact to 2^53.
///
///   f64 times[rows][8]          ns of each kind 1..8, 0 = not in this block
///   f64 position[rows]          -1 unknown
///   f64 address[rows]           in the secondary; 0 = not mapped in this block
///   u32 sequence, handle, size, code, completion, map ns, codec ns, disk ns [rows]
///   u16 secondary[rows]         0xffff unknown
///   u8  device[rows]
///   each padded to 8 bytes; then 48 bytes for each event that belongs to no command
///
/// All little-endian; rows by device and sequence, so that whole runs can be copied. A row says
/// what this block says: the rows of one command in several blocks complete each other. `handle` is
/// the full handle where a block has it, else the buffer's index. A lease issued again takes back
/// what its forerunner did, as far as it is in the same block; who merges rows does the same
/// between blocks.
///
/// Threads: any; nothing is shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

inline constexpr size_t kFoldHeadBytes = 32;
inline constexpr size_t kFoldStages = 8;

/// Folds `count` events, at most kBlockEventsMax, whatever they hold. @param out replaced
void FoldEvents(const Event* events, size_t count, std::vector<uint8_t>* out);

}  // namespace handoff::trace
