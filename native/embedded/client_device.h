// SPDX-License-Identifier: MIT
/// A device of the client half: takes commands from its command ring, answers into its completion
/// ring and keeps the client's side of the device state machine (reference 1.6).
///
/// Threads: GetCommand and CompleteCommand from one thread at a time, as published. Open, Close and
/// the questions from the set, under its lifecycle lock. Limits: at most kQueueDepth commands out;
/// slots make more impossible.
#pragma once

#include <atomic>
#include <cstdint>

#include "native/embedded/control_block.h"
#include "native/embedded/shared_set.h"
#include "native/platform/call_gate.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::embedded {

/// Which buffers this process received and has not completed, by index: what GetBufferHandle asks.
struct HeldBuffers {
  std::atomic<uint8_t> is_held[kBuffersMax] = {};
};

class ClientDevice final : public vdi::VirtualDevice {
 public:
  ClientDevice(platform::CallGate* gate, HeldBuffers* held) : gate_(*gate), held_(*held) {}

  vdi::Hresult GetCommand(uint32_t timeout_ms, vdi::VDC_Command** command) override;
  vdi::Hresult CompleteCommand(vdi::VDC_Command* command, uint32_t code, uint32_t bytes,
                               uint64_t position) override;
  platform::Doorbell* CommandBell() override;

  /// The set opened device `index` of `shared` for this process.
  void Open(SharedSet* shared, uint32_t index);
  /// The set closes; the device answers VD_E_PROTOCOL from now on.
  void Close();
  /// Opened, and its VD_E_CLOSE not delivered yet.
  bool IsBusy() const {
    return is_open_.load(std::memory_order_acquire) && !is_closed_.load(std::memory_order_acquire);
  }
  void Wake();

 private:
  /// One look into the ring. @return NOERROR, VD_E_CLOSE, or VD_E_TIMEOUT for nothing yet.
  vdi::Hresult Take(vdi::VDC_Command** command);
  vdi::Hresult Deliver(const CommandEntry& entry, vdi::VDC_Command** command);
  vdi::Hresult DeliverClose();
  bool NextEntry(CommandEntry* entry);
  /// Answers what the client never saw; reference 1.6, rules 1 and 2.
  void RefuseQueued();
  void Answer(const CompletionEntry& completion);
  bool IsInIoError() const {
    return record_->is_io_error.load(std::memory_order_acquire) != 0;
  }
  /// Slot of an active command; kQueueDepth for any other pointer.
  uint32_t SlotOf(const vdi::VDC_Command* command) const;

  platform::CallGate& gate_;
  HeldBuffers& held_;
  SharedSet* shared_ = nullptr;
  DeviceRecord* record_ = nullptr;
  std::atomic<bool> is_open_{false};
  std::atomic<bool> is_closed_{false};

  uint64_t head_ = 0;  ///< commands taken from the ring
  uint32_t outstanding_ = 0;
  bool has_withheld_ = false;
  CommandEntry withheld_ = {};  ///< a ClearError that waits for outstanding commands; rule 3
  vdi::VDC_Command commands_[kQueueDepth] = {};
  uint32_t buffers_[kQueueDepth] = {};
  bool is_active_[kQueueDepth] = {};
};

}  // namespace handoff::embedded
