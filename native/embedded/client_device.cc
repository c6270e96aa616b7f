// SPDX-License-Identifier: MIT
#include "native/embedded/client_device.h"

#include "native/platform/deadline.h"

namespace handoff::embedded {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

void ClientDevice::Open(SharedSet* shared, uint32_t index) {
  shared_ = shared;
  record_ = &shared->block().devices[index];
  head_ = 0;
  outstanding_ = 0;
  has_withheld_ = false;
  for (bool& is_active : is_active_) {
    is_active = false;
  }
  is_closed_.store(false, std::memory_order_relaxed);
  is_open_.store(true, std::memory_order_release);
}

void ClientDevice::Close() {
  is_open_.store(false, std::memory_order_release);
  record_ = nullptr;
  shared_ = nullptr;
}

void ClientDevice::Wake() {
  if (is_open_.load(std::memory_order_acquire)) {
    record_->client_bell.Ring();
  }
}

platform::Doorbell* ClientDevice::CommandBell() {
  const platform::CallGate::Stay stay(&gate_);
  const bool is_here = stay.IsInside() && is_open_.load(std::memory_order_acquire);
  return is_here ? &record_->client_bell : nullptr;
}

Hresult ClientDevice::GetCommand(uint32_t timeout_ms, VDC_Command** command) {
  if (command == nullptr) {
    return VD_E_INVALID;
  }
  *command = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !is_open_.load(std::memory_order_acquire)) {
    return VD_E_PROTOCOL;
  }
  const platform::Deadline deadline(timeout_ms);
  for (;;) {
    const uint32_t seen = record_->client_bell.Read();  // Before the gate: see CallGate.
    if (!gate_.IsOpen()) {
      return shared_->IsAborted() ? VD_E_ABORT : VD_E_PROTOCOL;
    }
    const SetState state = shared_->State();
    if (state == SetState::kAborted) {
      return VD_E_ABORT;
    }
    if (state == SetState::kNormallyTerminated) {
      return VD_E_PROTOCOL;
    }
    const Hresult result = Take(command);
    if (result != VD_E_TIMEOUT) {
      return result;
    }
    if (timeout_ms == 0 || !record_->client_bell.Wait(seen, deadline.RemainingMs())) {
      return VD_E_TIMEOUT;
    }
  }
}

Hresult ClientDevice::Take(VDC_Command** command) {
  if (is_closed_.load(std::memory_order_relaxed)) {
    return VD_E_CLOSE;
  }
  // Read before the ring: the server closes after its last command, so an empty ring after a seen
  // close stays empty. Sync point CLOSE with ServerDevice::CloseDevice.
  const bool is_ending = record_->is_server_closed.load(std::memory_order_acquire) != 0;
  CommandEntry entry;
  while (NextEntry(&entry)) {
    if (IsInIoError() && entry.command_code != VDC_ClearError) {
      Answer({entry.slot, ERROR_IO_DEVICE, 0, 0, 0, 0});
      continue;
    }
    if (IsInIoError() && outstanding_ > 0) {
      withheld_ = entry;
      has_withheld_ = true;
      return VD_E_TIMEOUT;
    }
    return Deliver(entry, command);
  }
  return is_ending ? DeliverClose() : VD_E_TIMEOUT;
}

bool ClientDevice::NextEntry(CommandEntry* entry) {
  if (has_withheld_) {
    *entry = withheld_;
    has_withheld_ = false;
    return true;
  }
  return record_->commands.Pop(&head_, entry) && entry->slot < kQueueDepth;
}

Hresult ClientDevice::Deliver(const CommandEntry& entry, VDC_Command** command) {
  VDC_Command& out = commands_[entry.slot];
  out = {entry.command_code, static_cast<int32_t>(entry.size), entry.position, nullptr};
  if (entry.buffer != kNoBuffer) {
    out.buffer = shared_->buffers().AddressOf(entry.buffer);
    if (out.buffer == nullptr) {
      shared_->Abort(VD_E_MEMORY);  // Without its buffers a client can do nothing but stop.
      return VD_E_ABORT;
    }
    std::atomic<uint32_t>& word = shared_->block().buffers[entry.buffer].word;
    BufferWord owner = BufferWord::Unpack(word.load(std::memory_order_relaxed));
    owner.state = BufferState::kClient;
    owner.generation += 1;
    // Sync point BUFFER: who sees this generation may use the buffer's bytes.
    word.store(owner.Pack(), std::memory_order_release);
    held_.is_held[entry.buffer].store(1, std::memory_order_release);
  }
  buffers_[entry.slot] = entry.buffer;
  is_active_[entry.slot] = true;
  outstanding_ += 1;
  *command = &out;
  return NOERROR;
}

Hresult ClientDevice::DeliverClose() {
  is_closed_.store(true, std::memory_order_release);
  record_->is_client_closed.store(1, std::memory_order_seq_cst);
  shared_->TryTerminate();
  return VD_E_CLOSE;
}

uint32_t ClientDevice::SlotOf(const VDC_Command* command) const {
  const uintptr_t first = reinterpret_cast<uintptr_t>(commands_);
  const uintptr_t at = reinterpret_cast<uintptr_t>(command);
  const bool is_ours =
      at >= first && at < first + sizeof(commands_) && (at - first) % sizeof(VDC_Command) == 0;
  const uint32_t slot =
      is_ours ? static_cast<uint32_t>((at - first) / sizeof(VDC_Command)) : kQueueDepth;
  return is_ours && is_active_[slot] ? slot : kQueueDepth;
}

Hresult ClientDevice::CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                                      uint64_t position) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !is_open_.load(std::memory_order_acquire)) {
    return VD_E_PROTOCOL;
  }
  const SetState state = shared_->State();
  if (state == SetState::kAborted) {
    return VD_E_ABORT;
  }
  if (state == SetState::kNormallyTerminated) {
    return VD_E_PROTOCOL;
  }
  const uint32_t slot = SlotOf(command);
  if (slot == kQueueDepth) {
    return VD_E_INVALID;
  }
  const bool is_transfer =
      commands_[slot].commandCode == VDC_Read || commands_[slot].commandCode == VDC_Write;
  if (is_transfer && bytes > static_cast<uint32_t>(commands_[slot].size)) {
    return VD_E_INVALID;  // More than the buffer holds: a mistake that the server must not be told.
  }
  const bool is_cleared = commands_[slot].commandCode == VDC_ClearError && code == ERROR_SUCCESS;
  if (buffers_[slot] != kNoBuffer) {
    std::atomic<uint32_t>& word = shared_->block().buffers[buffers_[slot]].word;
    BufferWord owner = BufferWord::Unpack(word.load(std::memory_order_relaxed));
    owner.state = BufferState::kServer;
    held_.is_held[buffers_[slot]].store(0, std::memory_order_relaxed);
    word.store(owner.Pack(), std::memory_order_release);
  }
  is_active_[slot] = false;
  outstanding_ -= 1;
  // Before the completion, so that a server that has it also has the device's new state.
  if (is_cleared || code != ERROR_SUCCESS) {
    record_->is_io_error.store(is_cleared ? 0 : 1, std::memory_order_release);
  }
  Answer({slot, code, is_transfer ? bytes : 0, 0, position, 0});
  if (code != ERROR_SUCCESS) {
    RefuseQueued();
  }
  return NOERROR;
}

void ClientDevice::RefuseQueued() {
  CommandEntry entry;
  while (!has_withheld_ && NextEntry(&entry)) {
    if (entry.command_code == VDC_ClearError) {
      withheld_ = entry;
      has_withheld_ = true;
      return;  // Nothing can follow it: the server refuses all else until it is answered.
    }
    Answer({entry.slot, ERROR_IO_DEVICE, 0, 0, 0, 0});
  }
}

void ClientDevice::Answer(const CompletionEntry& completion) {
  record_->completions.Push(completion);
  if (record_->is_on_agent != 0) {
    shared_->block().agent_bell.Ring();
  } else {
    record_->server_bell.Ring();
  }
}

}  // namespace handoff::embedded
