// SPDX-License-Identifier: MIT
/// Which pages of a database are allocated, as its PFS pages say.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace handoff::inspect {

/// Pages that one PFS page covers; it is the first of them but for page 1, which covers page 0 too.
inline constexpr uint32_t kPfsInterval = 8088;

/// Threads: any. Grows by a kilobyte for each PFS page.
class AllocationMap {
 public:
  /// Takes note of a right PFS page; a later copy of the same page wins.
  void Add(uint16_t file, uint32_t page_id, const uint8_t* page);
  /// nullopt: the PFS page of this page was not seen.
  std::optional<bool> IsAllocated(uint16_t file, uint32_t page_id) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, std::vector<bool>> intervals_;  // guarded by mutex_
};

}  // namespace handoff::inspect
