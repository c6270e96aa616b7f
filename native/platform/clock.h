// SPDX-License-Identifier: MIT
/// The clock that all processes of this machine share.
#pragma once

#include <chrono>
#include <cstdint>

namespace handoff::platform {

/// Monotonic nanoseconds since the system started: CLOCK_MONOTONIC (vDSO, no system call), or the
/// performance counter of Windows. Comparable between processes. Any thread.
inline uint64_t NowNs() {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
}

}  // namespace handoff::platform
