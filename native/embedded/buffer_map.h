// SPDX-License-Identifier: MIT
/// Where a set's buffers lie in this process: index -> address and back. Segments are mapped on
/// first use, so each process maps only what it touches, at addresses of its own.
///
/// Threads: all methods from any thread. Ownership: mappings live until the map is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "native/embedded/control_block.h"
#include "native/platform/shm_region.h"

namespace handoff::embedded {

class BufferMap {
 public:
  explicit BufferMap(ControlBlock* block) : block_(*block) {}
  BufferMap(const BufferMap&) = delete;
  BufferMap& operator=(const BufferMap&) = delete;

  /// This process's address of the data start of buffer `index`; null when there is no such buffer
  /// or its segment cannot be mapped.
  uint8_t* AddressOf(uint32_t index);

  /// Index of the buffer whose data start this is; kNoBuffer for every other address. Looks at the
  /// few segments only, never at single buffers.
  uint32_t IndexOf(const uint8_t* data_start) const;

  /// Index of the buffer whose data zone contains this address; kNoBuffer for none.
  uint32_t IndexContaining(const uint8_t* address) const;

  /// Takes over a segment that this process (the server) made.
  void Adopt(uint32_t segment, platform::ShmRegion region);

  /// Unmaps and removes a segment that was never published.
  void Drop(uint32_t segment);

  /// Removes the names of all segments: the owner at its Close.
  void UnlinkAll();

  /// Removes those that nobody else has open: for a set whose owners died. Mappings stay.
  void UnlinkOrphans();

 private:
  struct Place {
    uint32_t index;
    uint64_t rest;  ///< bytes behind the data start
  };
  bool Find(const uint8_t* address, Place* place) const;
  uint8_t* BaseOf(uint32_t segment);

  ControlBlock& block_;
  std::atomic<uint8_t*> bases_[kSegmentsMax] = {};
  std::mutex mutex_;  ///< guards regions_
  platform::ShmRegion regions_[kSegmentsMax];
};

/// Name of a set's buffer segment `segment`.
std::string NameOfBufferSegment(uint64_t set_id, uint32_t segment);

}  // namespace handoff::embedded
