// SPDX-License-Identifier: MIT
#include "native/embedded/server_device.h"

#include <algorithm>
#include <bit>

#include "native/embedded/configuration.h"
#include "native/platform/deadline.h"

namespace handoff::embedded {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

bool IsTransfer(const VDS_Command& command) {
  return command.commandCode == VDC_Read || command.commandCode == VDC_Write;
}

/// What a refused command's routine finds in it; reference 1.6. VD_E_INVALID (a command that no set
/// of this configuration carries, or a buffer that is not the server's to send) is ours, and gets
/// the code of the nearest published case.
uint32_t CompletionOf(Hresult result) {
  switch (result) {
    case VD_E_QUEUE_FULL:
      return ERROR_NO_SYSTEM_RESOURCES;
    case VD_E_IO_ERROR:
      return ERROR_IO_DEVICE;
    case VD_E_ABORT:
      return ERROR_OPERATION_ABORTED;
    default:
      return ERROR_INVALID_HANDLE;
  }
}

}  // namespace

void ServerDeviceHalf::Open(SharedSet* shared, BufferArea* area, uint32_t index,
                            Dispatch dispatch) {
  shared_ = shared;
  area_ = area;
  record_ = &shared->block().devices[index];
  dispatch_ = dispatch;
  head_ = 0;
  free_slots_ = ~uint64_t{0};
  std::fill(std::begin(pending_), std::end(pending_), nullptr);
  issued_ = 0;
  ran_ = 0;
  is_closed_ = false;
  is_ready_ = false;
  is_open_.store(true, std::memory_order_release);
}

void ServerDeviceHalf::Detach() {
  is_open_.store(false, std::memory_order_release);
  shared_ = nullptr;
  record_ = nullptr;
}

Hresult ServerDeviceHalf::SendCommand(VDS_Command* command) {
  if (command == nullptr) {
    return VD_E_INVALID;
  }
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !IsOpen()) {
    return Refuse(command, VD_E_PROTOCOL);
  }
  if (const Hresult result = Check(*command); result != NOERROR) {
    return Refuse(command, result);
  }
  const Hresult result = Enqueue(command);
  if (result != NOERROR) {
    return Refuse(command, result);
  }
  record_->client_bell.Ring();
  if (shared_->IsAborted()) {
    // The abort may have been swept before this command was in its slot. Whoever sweeps a slot
    // first ends its command, so the routine still runs once.
    Sweep();
    return VD_E_ABORT;
  }
  return NOERROR;
}

Hresult ServerDeviceHalf::Check(const VDS_Command& command) const {
  if (shared_->IsAborted()) {
    return VD_E_ABORT;
  }
  if (!is_ready_.load(std::memory_order_acquire) || IsClosed()) {
    return VD_E_PROTOCOL;
  }
  const bool is_io_error = record_->is_io_error.load(std::memory_order_acquire) != 0;
  if (is_io_error && command.commandCode != VDC_ClearError) {
    return VD_E_IO_ERROR;
  }
  const VDConfig& config = shared_->block().set.config;
  const bool is_size_legal =
      !IsTransfer(command) || (command.size > 0 && command.size <= config.maxTransferSize &&
                               command.size % config.blockSize == 0);
  const bool is_granted = IsCommandGranted(command.commandCode, config.features);
  return is_granted && is_size_legal ? NOERROR : VD_E_INVALID;
}

Hresult ServerDeviceHalf::Enqueue(VDS_Command* command) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (free_slots_ == 0) {
    return VD_E_QUEUE_FULL;
  }
  uint32_t buffer = kNoBuffer;
  if (IsTransfer(*command)) {
    buffer = area_->Lend(command->buffer, command->size);
    if (buffer == kNoBuffer) {
      return VD_E_INVALID;
    }
  }
  const uint32_t slot = static_cast<uint32_t>(std::countr_zero(free_slots_));
  free_slots_ &= free_slots_ - 1;
  pending_[slot] = command;
  lent_[slot] = buffer;
  issued_.fetch_add(1, std::memory_order_release);
  record_->commands.Push(
      {command->commandCode, command->size, command->inPosition, buffer, slot, 0});
  return NOERROR;
}

Hresult ServerDeviceHalf::Refuse(VDS_Command* command, Hresult result) {
  command->completionCode = CompletionOf(result);
  command->bytesTransferred = 0;
  if (command->completionRoutine != nullptr) {
    command->completionRoutine(command);  // On the sending thread: reference 1.6, rule 1.
  }
  return result;
}

Hresult ServerDeviceHalf::CloseDevice() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !IsOpen()) {
    return VD_E_PROTOCOL;
  }
  if (shared_->IsAborted()) {
    return VD_E_ABORT;
  }
  if (IsClosed()) {
    return VD_E_CLOSE;
  }
  if (!is_ready_.load(std::memory_order_acquire)) {
    return VD_E_PROTOCOL;
  }
  is_closed_.store(true, std::memory_order_seq_cst);
  // Sync point CLOSE: all commands of this device are in its ring before the client sees this.
  record_->is_server_closed.store(1, std::memory_order_release);
  record_->client_bell.Ring();
  shared_->block().agent_bell.Ring();  // The agent leaves with the last device.
  return NOERROR;
}

uint32_t ServerDeviceHalf::DispatchCompletions(uint32_t timeout_ms) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !IsOpen() || IsOnAgent()) {
    return 0;
  }
  const platform::Deadline deadline(timeout_ms);
  for (;;) {
    const uint32_t seen = record_->server_bell.Read();  // Before the gate: see CallGate.
    if (!gate_.IsOpen()) {
      return 0;
    }
    const uint32_t ran = RunCompleted();
    if (shared_->IsAborted()) {
      return ran + Sweep();
    }
    if (ran > 0) {
      return ran;
    }
    if (timeout_ms == 0 || !record_->server_bell.Wait(seen, deadline.RemainingMs())) {
      return 0;
    }
  }
}

DeviceState ServerDeviceHalf::State() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !IsOpen()) {
    return DeviceState::kNotOpen;
  }
  if (IsClosed()) {
    return DeviceState::kClosed;
  }
  const bool is_io_error = record_->is_io_error.load(std::memory_order_acquire) != 0;
  return is_io_error ? DeviceState::kIoError : DeviceState::kActive;
}

uint32_t ServerDeviceHalf::RunCompleted() {
  VDS_Command* done[kQueueDepth];
  uint32_t count = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    CompletionEntry entry;
    while (count < kQueueDepth && record_->completions.Pop(&head_, &entry)) {
      VDS_Command* command = entry.slot < kQueueDepth ? Release(entry.slot) : nullptr;
      if (command == nullptr) {
        continue;  // Swept by an abort: late completions are ignored.
      }
      command->completionCode = entry.code;
      command->bytesTransferred = std::min(entry.bytes, IsTransfer(*command) ? command->size : 0);
      command->outPosition = static_cast<int64_t>(entry.position);
      done[count++] = command;
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    Run(done[i]);
  }
  return count;
}

uint32_t ServerDeviceHalf::Sweep() {
  VDS_Command* swept[kQueueDepth];
  uint32_t count = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (uint32_t slot = 0; slot < kQueueDepth; ++slot) {
      VDS_Command* command = Release(slot);
      if (command != nullptr) {
        command->completionCode = ERROR_OPERATION_ABORTED;
        command->bytesTransferred = 0;
        swept[count++] = command;
      }
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    Run(swept[i]);
  }
  return count;
}

VDS_Command* ServerDeviceHalf::Release(uint32_t slot) {
  VDS_Command* command = pending_[slot];
  if (command == nullptr) {
    return nullptr;
  }
  pending_[slot] = nullptr;
  free_slots_ |= uint64_t{1} << slot;
  if (lent_[slot] != kNoBuffer) {
    area_->TakeBack(lent_[slot]);
  }
  return command;
}

void ServerDeviceHalf::Run(VDS_Command* command) {
  if (command->completionRoutine != nullptr) {
    command->completionRoutine(command);
  }
  ran_.fetch_add(1, std::memory_order_release);
}

}  // namespace handoff::embedded
