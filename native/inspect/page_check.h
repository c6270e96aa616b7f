// SPDX-License-Identifier: MIT
/// Checks the data of a backup stream at the speed of memory: page checksums, torn bits, page ids,
/// and the sums that its CSUM streams have to hold.
///
/// What a page's id has to be is told by its extent: pages lie in runs of 8. Pages that are not
/// allocated may hold anything: whether a suspicious page counts is told by its PFS page, which may
/// lie in another stripe. Therefore all stripes of a set are checked together.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "native/media/medium.h"

namespace handoff::inspect {

/// Data of one MQDA or MQTL stream, without its two leading bytes.
struct CheckRange {
  uint32_t stream;  ///< index of the stripe
  uint64_t at;
  uint64_t bytes;
  bool is_pages;  ///< else log: only summed up
};

enum class FindingKind : uint8_t { kChecksum, kTornBits, kIdentity, kUnreadable };

/// A page that is wrong, or a place that cannot be read (then without ids).
struct Finding {
  uint32_t stream;
  uint64_t at;
  uint32_t page_id;
  uint16_t file_id;
  FindingKind kind;
  uint32_t stored;
  uint32_t computed;
};

/// Most findings that one check hands out; more are counted.
inline constexpr size_t kFindingsMax = 16 * 1024;

struct CheckReport {
  std::vector<uint32_t> sums;      ///< one a range: what its CSUM has to hold
  uint64_t pages_right = 0;        ///< with a right checksum or right torn bits
  uint64_t pages_bare = 0;         ///< carry neither
  uint64_t pages_unallocated = 0;  ///< hold something else, rightly
  uint64_t pages_unjudged = 0;     ///< hold something else, and no PFS page says whether they may
  uint64_t findings_left_out = 0;
  std::vector<Finding> findings;  ///< ascending by stream and place
  bool is_cancelled = false;
};

/// Shared with whoever watches or stops a running check. Any thread.
struct CheckControl {
  std::atomic<uint64_t> bytes_done{0};
  std::atomic<bool> cancel{false};
};

/// The streams of one backup set, each opened for `threads` threads.
using Streams = std::vector<std::shared_ptr<media::ReadMedium>>;

/// Reads all ranges. Memory: a buffer a thread, the allocation of the pages seen (1 KiB for 64
/// MiB), and what is found.
CheckReport CheckRanges(const Streams& streams, const std::vector<CheckRange>& ranges,
                        uint32_t threads, CheckControl* control);

}  // namespace handoff::inspect
