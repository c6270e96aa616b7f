// SPDX-License-Identifier: MIT
/// A bounded copy of the bytes of the next command that fits, for a picture: commands pass in
/// microseconds, so the copy is taken by the device thread itself while the buffer is out.
///
/// One shot: who arms it gets at most one copy. Not armed it costs one relaxed load a command. A
/// device thread never waits for it: it passes by when the other side is just looking.
///
/// A Write is copied when its handle was taken (the server has filled it), a Read before its
/// completion (the secondary has filled it).
///
/// Threads: Arm, Disarm and Take from one thread; IsArmed and Offer from device threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "native/broker/segment.h"

namespace handoff::broker {

/// Bytes of one copy at most.
inline constexpr uint32_t kPeekCopyMax = 4096;
/// A filter that lets all pass.
inline constexpr uint32_t kPeekAny = 0xFFFFFFFF;

struct PeekFilter {
  uint32_t device = kPeekAny;
  uint32_t command = kPeekAny;  ///< VDC_Write or VDC_Read
  uint32_t buffer = kPeekAny;   ///< index
  uint32_t offset = 0;  ///< of the first byte to copy; a command that ends before is passed by
};

struct PeekCopy {
  Lease lease = {};
  uint32_t device = 0;
  uint32_t offset = 0;
  uint32_t length = 0;
  uint64_t address = 0;   ///< the primary's, of the data start
  uint64_t taken_ns = 0;  ///< the trace's clock
  std::array<uint8_t, kPeekCopyMax> bytes;
};

class PeekHook {
 public:
  /// Forgets an earlier copy and waits for the next command that fits.
  void Arm(const PeekFilter& filter);
  void Disarm();
  /// Hands over the copy, once. @return false while there is none.
  bool Take(PeekCopy* copy);

  bool IsArmed() const {
    return is_armed_.load(std::memory_order_relaxed);
  }
  /// @param bytes  of the data zone that hold data of this command
  void Offer(uint32_t device, const Lease& lease, const uint8_t* data, uint32_t bytes);

 private:
  PeekCopy copy_;  ///< guarded by mutex_; first, because it is aligned to cache lines
  std::mutex mutex_;
  PeekFilter filter_;      ///< guarded by mutex_
  bool has_copy_ = false;  ///< guarded by mutex_
  std::atomic<bool> is_armed_ = false;
};

}  // namespace handoff::broker
