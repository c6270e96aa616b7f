// SPDX-License-Identifier: MIT
/// A point in time that a wait must not pass. The clock is read only for limited waits.
#pragma once

#include <chrono>
#include <cstdint>

#include "native/platform/doorbell.h"

namespace handoff::platform {

class Deadline {
 public:
  /// @param timeout_ms  from now; kWaitForever = never
  explicit Deadline(uint32_t timeout_ms) : is_limited_(timeout_ms != kWaitForever) {
    if (is_limited_ && timeout_ms != 0) {
      end_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    }
  }

  /// Milliseconds left, rounded up; kWaitForever without limit, 0 when it is over.
  uint32_t RemainingMs() const {
    if (!is_limited_) {
      return kWaitForever;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now >= end_) {
      return 0;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - now).count();
    return static_cast<uint32_t>(left);
  }

 private:
  bool is_limited_;
  std::chrono::steady_clock::time_point end_{};
};

}  // namespace handoff::platform
