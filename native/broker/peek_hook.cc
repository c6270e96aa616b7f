// SPDX-License-Identifier: MIT
#include "native/broker/peek_hook.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "native/trace/trace.h"

namespace handoff::broker {

namespace {

/// Bits of a handle that are the buffer's index.
constexpr uint32_t kIndexMask = 0xFFF;

bool Fits(uint32_t wanted, uint32_t given) {
  return wanted == kPeekAny || wanted == given;
}

}  // namespace

void PeekHook::Arm(const PeekFilter& filter) {
  const std::lock_guard lock(mutex_);
  filter_ = filter;
  has_copy_ = false;
  is_armed_.store(true, std::memory_order_relaxed);
}

void PeekHook::Disarm() {
  const std::lock_guard lock(mutex_);
  has_copy_ = false;
  is_armed_.store(false, std::memory_order_relaxed);
}

bool PeekHook::Take(PeekCopy* copy) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(has_copy_, false)) {
    return false;
  }
  *copy = copy_;
  return true;
}

void PeekHook::Offer(uint32_t device, const Lease& lease, const uint8_t* data, uint32_t bytes) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || !IsArmed()) {
    return;
  }
  const bool fits = Fits(filter_.device, device) && Fits(filter_.command, lease.command) &&
                    Fits(filter_.buffer, lease.handle & kIndexMask) && filter_.offset < bytes;
  if (!fits) {
    return;
  }
  copy_.lease = lease;
  copy_.device = device;
  copy_.offset = filter_.offset;
  copy_.length = std::min(kPeekCopyMax, bytes - filter_.offset);
  copy_.address = reinterpret_cast<uintptr_t>(data);
  copy_.taken_ns = trace::NowNs();
  std::memcpy(copy_.bytes.data(), data + filter_.offset, copy_.length);
  has_copy_ = true;
  is_armed_.store(false, std::memory_order_relaxed);
}

}  // namespace handoff::broker
