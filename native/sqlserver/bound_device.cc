// SPDX-License-Identifier: MIT
#include "native/sqlserver/bound_device.h"

namespace handoff::sqlserver {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

Hresult BoundDevice::GetCommand(uint32_t timeout_ms, VDC_Command** command) {
  if (command == nullptr) {
    return VD_E_INVALID;
  }
  *command = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  DeviceCalls* const calls = calls_.load(std::memory_order_acquire);
  if (!stay.IsInside() || calls == nullptr) {
    return VD_E_PROTOCOL;
  }
  return Note(calls->GetCommand(timeout_ms, command));
}

Hresult BoundDevice::CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                                     uint64_t position) {
  const platform::CallGate::Stay stay(&gate_);
  DeviceCalls* const calls = calls_.load(std::memory_order_acquire);
  if (!stay.IsInside() || calls == nullptr) {
    return VD_E_PROTOCOL;
  }
  return Note(calls->CompleteCommand(command, code, bytes, position));
}

Hresult BoundDevice::Note(Hresult result) {
  if (result == VD_E_ABORT) {
    seen_.is_aborted.store(true, std::memory_order_release);
  }
  if (result == VD_E_CLOSE && !is_closed_.exchange(true, std::memory_order_acq_rel)) {
    seen_.devices_closed.fetch_add(1, std::memory_order_acq_rel);
  }
  return result;
}

}  // namespace handoff::sqlserver
