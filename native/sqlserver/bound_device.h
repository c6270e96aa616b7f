// SPDX-License-Identifier: MIT
/// A device of a bound set. The object outlives many devices of the library, one after the other.
///
/// Threads: as vdi::VirtualDevice; Attach and Detach from the set, Detach when no call is inside.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "native/platform/call_gate.h"
#include "native/sqlserver/bound_set.h"

namespace handoff::sqlserver {

/// What the set's calls were answered; the state as seen from here follows from it.
struct Seen {
  std::atomic<bool> is_aborted{false};
  std::atomic<uint32_t> devices_open{0};
  std::atomic<uint32_t> devices_closed{0};
};

class BoundDevice final : public vdi::VirtualDevice {
 public:
  BoundDevice(platform::CallGate* gate, Seen* seen) : gate_(*gate), seen_(*seen) {}

  vdi::Hresult GetCommand(uint32_t timeout_ms, vdi::VDC_Command** command) override;
  vdi::Hresult CompleteCommand(vdi::VDC_Command* command, uint32_t code, uint32_t bytes,
                               uint64_t position) override;

  void Attach(std::unique_ptr<DeviceCalls> calls) {
    owned_ = std::move(calls);
    is_closed_.store(false, std::memory_order_relaxed);
    calls_.store(owned_.get(), std::memory_order_release);
  }
  void Detach() {
    calls_.store(nullptr, std::memory_order_release);
    owned_.reset();
  }
  bool IsAttached() const {
    return calls_.load(std::memory_order_acquire) != nullptr;
  }

 private:
  vdi::Hresult Note(vdi::Hresult result);

  platform::CallGate& gate_;
  Seen& seen_;
  std::unique_ptr<DeviceCalls> owned_;
  std::atomic<DeviceCalls*> calls_{nullptr};
  std::atomic<bool> is_closed_{false};
};

}  // namespace handoff::sqlserver
