// SPDX-License-Identifier: MIT
/// Log-linear histogram of nanoseconds: 32 steps for each doubling, so a quantile is right within 3
/// %.
///
/// Threads: Add from one thread; AddTo from any. Counts are relaxed: a picture may be one behind.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

namespace handoff::broker {

inline constexpr uint32_t kLatencySteps = 32;
inline constexpr uint32_t kLatencyBuckets = kLatencySteps * 60;

/// Bucket of a value: linear below kLatencySteps, then 32 a doubling.
constexpr uint32_t BucketOf(uint64_t value) {
  if (value < kLatencySteps) {
    return static_cast<uint32_t>(value);
  }
  const uint32_t shift = static_cast<uint32_t>(std::bit_width(value)) - 6;
  return (shift + 1) * kLatencySteps + static_cast<uint32_t>(value >> shift) - kLatencySteps;
}

/// Middle of a bucket.
constexpr uint64_t ValueOf(uint32_t bucket) {
  if (bucket < kLatencySteps) {
    return bucket;
  }
  const uint32_t shift = bucket / kLatencySteps - 1;
  const uint64_t low = static_cast<uint64_t>(bucket % kLatencySteps + kLatencySteps) << shift;
  return low + ((uint64_t{1} << shift) >> 1);
}

class LatencyHistogram {
 public:
  using Totals = std::array<uint64_t, kLatencyBuckets>;

  void Add(uint64_t value) {
    std::atomic<uint64_t>& count = counts_[BucketOf(value) % kLatencyBuckets];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (value > max_.load(std::memory_order_relaxed)) {
      max_.store(value, std::memory_order_relaxed);
    }
  }
  void AddTo(Totals* totals, uint64_t* max) const {
    for (uint32_t i = 0; i < kLatencyBuckets; ++i) {
      (*totals)[i] += counts_[i].load(std::memory_order_relaxed);
    }
    const uint64_t own = max_.load(std::memory_order_relaxed);
    *max = own > *max ? own : *max;
  }

  /// The value that `share` (0..1) of all values do not exceed; 0 without values.
  static uint64_t QuantileOf(const Totals& totals, double share) {
    uint64_t count = 0;
    for (const uint64_t bucket : totals) {
      count += bucket;
    }
    const uint64_t wanted = static_cast<uint64_t>(static_cast<double>(count) * share);
    uint64_t seen = 0;
    for (uint32_t i = 0; i < kLatencyBuckets && count > 0; ++i) {
      seen += totals[i];
      if (seen > wanted || seen == count) {
        return ValueOf(i);
      }
    }
    return 0;
  }

 private:
  std::array<std::atomic<uint64_t>, kLatencyBuckets> counts_ = {};
  std::atomic<uint64_t> max_ = 0;
};

}  // namespace handoff::broker
