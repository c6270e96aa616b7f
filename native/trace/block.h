// SPDX-License-Identifier: MIT
/// A block of a trace file: what is written at once, and what is either wholly there or not at all.
///
///   byte 0      4     5      6      8      12       16      20      24        32
///        | magic| kind| codec| zero | index| stored | plain | count | checksum | stored bytes ...
///
/// All integers little-endian. `index` counts the blocks of a file from 0, so that one that was
/// lost, moved or doubled is noticed. `stored` bytes follow; unpacked they are `plain` bytes: text,
/// or the columns of `count` events (columns.h). `checksum` is XXH3-64 of the head with a zero
/// there, and of the stored bytes. Never contains a byte of a buffer.
///
/// What a reader allocates is bounded before it allocates: `stored` by what the file holds, and
/// `plain` and the events by kExpansionMax times `stored`.
///
/// Threads: any; nothing is shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "native/trace/columns.h"
#include "native/trace/event.h"

struct ZSTD_CCtx_s;

namespace handoff::trace {

enum class BlockKind : uint8_t {
  kText = 1,
  kEventsBefore = 2,  ///< of files of version 1: Layout::kAddresses; read only
  kEvents = 3,        ///< Layout::kMoveTimes
};

struct BlockHead {
  uint32_t magic;
  uint8_t kind;
  uint8_t codec;  ///< 0 stored as it is, 1 one zstd frame
  uint16_t zero;
  uint32_t index;
  uint32_t stored;
  uint32_t plain;
  uint32_t count;  ///< events; 0 of a text
  uint64_t checksum;
};
static_assert(sizeof(BlockHead) == 32 && offsetof(BlockHead, checksum) == 24);

inline constexpr uint32_t kBlockMagic = 0x4b4c4256;  // "VBLK"
/// 3 MiB unpacked: what is read, checked and handed on in one piece.
inline constexpr uint32_t kBlockEventsMax = 64 * 1024;
inline constexpr uint32_t kBlockTextMax = 4 * 1024 * 1024;
inline constexpr uint32_t kBlockStoredMax = 16 * 1024 * 1024;
/// A block unpacks to at most this many times what it takes in the file. Real ones stay below 40;
/// what would pack better is stored as it is.
inline constexpr uint32_t kExpansionMax = 64;

/// Packs a text. @return head and stored bytes, still without number; empty when it is too long or
/// memory is out
std::vector<uint8_t> PackText(const uint8_t* text, size_t bytes);

/// Gives a packed block its number in the file, and its checksum. An empty one stays empty.
void NumberBlock(std::vector<uint8_t>* block, uint32_t index);

/// Packs events as they come, block after block. One thread.
class EventPacker {
 public:
  /// @param events_max  of a block, at most kBlockEventsMax
  explicit EventPacker(size_t events_max);
  ~EventPacker();
  EventPacker(const EventPacker&) = delete;
  EventPacker& operator=(const EventPacker&) = delete;

  /// Takes events while the block has room. @return how many were taken
  size_t Add(const Event* events, size_t count) {
    return columns_.Add(events, count);
  }
  /// Events of this block so far.
  size_t count() const {
    return columns_.count();
  }
  /// Ends a block that has events, and begins the next one. @return head and stored bytes, still
  /// without number; empty when memory is out
  std::vector<uint8_t> Finish();

 private:
  ColumnEncoder columns_;
  std::vector<uint8_t> plain_;
  ZSTD_CCtx_s* const context_;
};

/// Whether a head can be one: all lengths within their limits. Reads sizeof(BlockHead) bytes.
bool IsPlausible(const BlockHead& head);

/// Checks and unpacks a whole block. @param out text, or 48 bytes an event
/// @return false when it is torn, altered or never was one
bool Unpack(const uint8_t* block, size_t bytes, std::vector<uint8_t>* out);

}  // namespace handoff::trace
