// SPDX-License-Identifier: MIT
/// Deterministic pseudo-random numbers: the same seed gives the same numbers on every machine.
/// Not for secrets.
#pragma once

#include <cstdint>

namespace handoff::embedded {

/// A well mixed 64-bit function of `value` (the finaliser of splitmix64, public domain).
constexpr uint64_t Mix(uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

/// A sequence of them.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    return Mix(state_++);
  }
  /// 0..bound-1; slightly uneven for bounds near 2^64, which nobody here asks for.
  uint64_t Below(uint64_t bound) {
    return Next() % bound;
  }

 private:
  uint64_t state_;
};

}  // namespace handoff::embedded
