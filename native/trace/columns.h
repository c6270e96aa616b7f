// SPDX-License-Identifier: MIT
/// Events as columns of small residues: what zstd packs ten times better than 48-byte records.
///
///   u32 length x 11 | bytes of column 0 | bytes of column 1 | ... | zeros
///
/// Each field is predicted from what the same thread wrote before and from the other events of the
/// same command; its column holds the difference, as a LEB128 number (signed ones zigzag). Most are
/// zero: a zero is followed by how many more of them come at once. MoveTimes are two numbers in the
/// column of the address, as they are. The prediction begins anew with every piece, so each stands
/// alone.
///
/// Threads: any; nothing is shared. Ownership: the caller's vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

/// Columns of an event, in the order in which they are stored.
inline constexpr size_t kColumnCount = 11;
/// Bytes before the first column.
inline constexpr size_t kColumnHeadBytes = kColumnCount * sizeof(uint32_t);

/// What a piece was encoded with.
enum class Layout : uint8_t {
  kAddresses,  ///< of files of version 1: zeros are not counted, no MoveTimes but the address
  kMoveTimes,
};

/// Makes one piece after the other. What it allocates it keeps, so that none of this is paid for
/// again with every piece.
class ColumnEncoder {
 public:
  /// @param events_max  most events of a piece
  explicit ColumnEncoder(size_t events_max);
  ~ColumnEncoder();
  ColumnEncoder(const ColumnEncoder&) = delete;
  ColumnEncoder& operator=(const ColumnEncoder&) = delete;

  /// Takes events while there is room. @return how many were taken
  size_t Add(const Event* events, size_t count);
  /// Events of this piece so far.
  size_t count() const {
    return count_;
  }
  /// Replaces `*out` by the piece, and begins the next one.
  void Finish(std::vector<uint8_t>* out);

 private:
  struct State;
  const size_t events_max_;
  size_t count_ = 0;
  std::unique_ptr<State> state_;
};

/// The opposite. Of kAddresses, events that ought to bear MoveTimes bear 0. @param out room for
/// `count` events
/// @return false when `bytes` are not the columns of exactly `count` events: `out` is then
/// undefined.
bool DecodeColumns(const uint8_t* data, size_t bytes, Layout layout, Event* out, size_t count);

}  // namespace handoff::trace
