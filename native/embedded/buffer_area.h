// SPDX-License-Identifier: MIT
/// The server's allocator of buffers. Each request (size, alignment, count) becomes a few segments
/// of equal slots; a slot is a buffer, with the prefix zone below its data. AllocateBuffer takes
/// the tightest free slot that fits. A slot is never split, so buffers do not fragment and an
/// address leads to its buffer by one division.
///
/// Threads: all methods from any thread of the server's process (one private mutex; no other
/// process allocates). Limits: kBuffersMax buffers in kSegmentsMax segments.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "native/embedded/shared_set.h"
#include "native/vdi/vdi_error.h"

namespace handoff::embedded {

class BufferArea {
 public:
  explicit BufferArea(SharedSet* shared) : shared_(*shared) {}

  /// Notes a request; the memory is made by Commit. @return NOERROR or VD_E_MEMORY (table is full).
  vdi::Hresult Request(uint32_t size, uint32_t alignment, uint32_t count);

  /// Makes the segments of all noted requests, `segments_each` to a request. @return NOERROR or
  /// VD_E_MEMORY: then the noted requests are forgotten and none of their memory stays.
  vdi::Hresult Commit(uint32_t segments_each);

  /// Free slots that would fit.
  uint32_t Available(uint32_t size, uint32_t alignment);

  vdi::Hresult Allocate(uint32_t size, uint32_t alignment, uint8_t** buffer);

  /// @return NOERROR; VD_E_INVALID when it is no allocated buffer of this size, or it is out with a
  /// command.
  vdi::Hresult Free(const uint8_t* buffer, uint32_t size);

  /// Writes `pattern` over and over into the data zone. @return NOERROR; VD_E_INVALID when it is no
  /// allocated buffer, it is out with a command, or the pattern is empty.
  vdi::Hresult Fill(uint8_t* buffer, const uint8_t* pattern, uint32_t pattern_bytes);

  /// Marks an allocated buffer as out with a command. @return its index; kNoBuffer when it is not a
  /// data start, not allocated, smaller than `size`, or out already.
  uint32_t Lend(const uint8_t* buffer, uint32_t size);

  /// The command ended.
  void TakeBack(uint32_t index);

 private:
  struct Wanted {
    uint32_t size;
    uint32_t alignment;
    uint32_t count;
  };
  struct Slot {
    uint32_t size = 0;  ///< as allocated; 0 = free
    bool is_lent = false;
  };

  bool MakeSegment(const Wanted& wanted, uint32_t count);
  void Enter(uint32_t segment, const Wanted& wanted, uint32_t count);
  bool Fits(const SegmentRecord& segment, uint32_t size, uint32_t alignment) const;

  SharedSet& shared_;
  std::mutex mutex_;  ///< guards all below
  std::vector<Wanted> wanted_;
  std::vector<Slot> slots_;                  ///< by buffer index
  std::vector<std::vector<uint32_t>> free_;  ///< by segment: free buffer indexes
};

}  // namespace handoff::embedded
