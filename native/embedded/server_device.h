// SPDX-License-Identifier: MIT
/// A device of the server half: slots for commands under way, the command ring's producer, the
/// completion ring's consumer.
///
/// Threads: SendCommand, CloseDevice and DispatchCompletions from the device's thread; RunCompleted
/// and Sweep also from the agent's. What both touch is under one private mutex, never held while a
/// completion routine runs. Invariant: every command that SendCommand was given has its routine run
/// exactly once: refused at once, completed, or swept.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "native/embedded/buffer_area.h"
#include "native/embedded/control_block.h"
#include "native/embedded/server_set.h"
#include "native/embedded/shared_set.h"
#include "native/platform/call_gate.h"

namespace handoff::embedded {

class ServerDeviceHalf final : public ServerDevice {
 public:
  explicit ServerDeviceHalf(platform::CallGate* gate) : gate_(*gate) {}

  vdi::Hresult SendCommand(vdi::VDS_Command* command) override;
  vdi::Hresult CloseDevice() override;
  uint32_t DispatchCompletions(uint32_t timeout_ms) override;
  DeviceState State() override;

  void Open(SharedSet* shared, BufferArea* area, uint32_t index, Dispatch dispatch);
  /// All devices are open and the agent runs, or this device needs no agent: commands may be sent.
  void SetReady() {
    is_ready_.store(true, std::memory_order_release);
  }
  /// The set closes; the device answers VD_E_PROTOCOL from now on.
  void Detach();
  bool IsOpen() const {
    return is_open_.load(std::memory_order_acquire);
  }
  bool IsClosed() const {
    return is_closed_.load(std::memory_order_acquire);
  }
  bool IsOnAgent() const {
    return dispatch_ == Dispatch::kOnAgent;
  }
  bool HasPending() const {
    return issued_.load(std::memory_order_acquire) != ran_.load(std::memory_order_acquire);
  }
  /// Runs the routines of all commands that the client has completed. @return how many.
  uint32_t RunCompleted();
  /// After an abort: runs the routines of all commands still out with ERROR_OPERATION_ABORTED.
  uint32_t Sweep();

  /// Commands ever sent, and completions ever published by the client: for the timeout's watch.
  uint64_t Issued() const {
    return issued_.load(std::memory_order_acquire);
  }
  uint64_t Answered() const {
    return record_->completions.tail.load(std::memory_order_acquire);
  }

 private:
  vdi::Hresult Check(const vdi::VDS_Command& command) const;
  vdi::Hresult Enqueue(vdi::VDS_Command* command);
  static vdi::Hresult Refuse(vdi::VDS_Command* command, vdi::Hresult result);
  /// Ends the bookkeeping of a slot. Mutex held. @return its command; null when it has none.
  vdi::VDS_Command* Release(uint32_t slot);
  void Run(vdi::VDS_Command* command);

  platform::CallGate& gate_;
  SharedSet* shared_ = nullptr;
  BufferArea* area_ = nullptr;
  DeviceRecord* record_ = nullptr;
  Dispatch dispatch_ = Dispatch::kOnAgent;
  std::atomic<bool> is_open_{false};
  std::atomic<bool> is_ready_{false};
  std::atomic<bool> is_closed_{false};
  std::atomic<uint64_t> issued_{0};
  std::atomic<uint64_t> ran_{0};

  std::mutex mutex_;  ///< guards all below
  uint64_t head_ = 0;
  uint64_t free_slots_ = ~uint64_t{0};  ///< bit i: slot i is free
  vdi::VDS_Command* pending_[kQueueDepth] = {};
  uint32_t lent_[kQueueDepth] = {};
};
static_assert(kQueueDepth == 64, "free_slots_ has one bit a slot");

}  // namespace handoff::embedded
