// SPDX-License-Identifier: MIT
#include "native/inspect/allocation_map.h"

namespace handoff::inspect {

namespace {

constexpr uint32_t kFirstByteAt = 100;  ///< behind the page's head and that of its one record
constexpr uint8_t kAllocatedBit = 0x40;

uint64_t KeyOf(uint16_t file, uint32_t page_id) {
  return uint64_t{file} << 32 | page_id / kPfsInterval;
}

}  // namespace

void AllocationMap::Add(uint16_t file, uint32_t page_id, const uint8_t* page) {
  std::vector<bool> allocated(kPfsInterval);
  for (uint32_t i = 0; i < kPfsInterval; ++i) {
    allocated[i] = (page[kFirstByteAt + i] & kAllocatedBit) != 0;
  }
  const std::lock_guard lock(mutex_);
  intervals_[KeyOf(file, page_id)] = std::move(allocated);
}

std::optional<bool> AllocationMap::IsAllocated(uint16_t file, uint32_t page_id) const {
  const std::lock_guard lock(mutex_);
  const auto interval = intervals_.find(KeyOf(file, page_id));
  if (interval == intervals_.end()) {
    return std::nullopt;
  }
  return interval->second[page_id % kPfsInterval];
}

}  // namespace handoff::inspect
