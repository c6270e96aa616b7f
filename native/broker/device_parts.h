// SPDX-License-Identifier: MIT
/// What the files that DeviceThread consists of share, and nobody else.
#pragma once

#include <atomic>
#include <cstdint>

#include "native/broker/segment.h"

namespace handoff::broker {

/// A completion that is put off on purpose waits so long for a later one to go before it.
inline constexpr uint32_t kPutOffMs = 250;

/// Faults that strike a buffer's handle or address.
inline constexpr uint32_t kHandleFaults = FaultBit(FaultKind::kStaleHandle) |
                                          FaultBit(FaultKind::kForeignHandle) |
                                          FaultBit(FaultKind::kInteriorHandle);

inline void Add(std::atomic<uint64_t>* counter, uint64_t value) {
  // One writer: no need for a locked instruction.
  counter->store(counter->load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
}

inline uint64_t SpanOf(uint64_t from_ns, uint64_t to_ns) {
  return to_ns > from_ns ? to_ns - from_ns : 0;
}

inline bool HasBuffer(const Lease& lease) {
  return lease.command == vdi::VDC_Write || lease.command == vdi::VDC_Read;
}

}  // namespace handoff::broker
