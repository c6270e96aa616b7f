// SPDX-License-Identifier: MIT
/// What the bindings share: vdi::VirtualDeviceSet over a library's calls. Keeps track of what the
/// library answered, so that the state is known; keeps calls and Close apart; keeps device pointers
/// safe after Close. The library's codes come back as they are.
///
/// Threads and ownership as the embedded set: any thread; a device pointer stays safe to call until
/// the set object is destroyed, after Close it answers VD_E_PROTOCOL.
#pragma once

#include <memory>
#include <string>

#include "native/vdi/virtual_device_set.h"

namespace handoff::sqlserver {

/// An open device of the library. One thread at a time; destroyed after the library's Close.
class DeviceCalls {
 public:
  virtual ~DeviceCalls() = default;
  virtual vdi::Hresult GetCommand(uint32_t timeout_ms, vdi::VDC_Command** command) = 0;
  virtual vdi::Hresult CompleteCommand(vdi::VDC_Command* command, uint32_t code, uint32_t bytes,
                                       uint64_t position) = 0;
};

/// A set object of the library. `problem`: filled where a refusal has more to say than its code.
class SetCalls {
 public:
  virtual ~SetCalls() = default;
  virtual vdi::Hresult Create(const char* instance, const char* name, vdi::VDConfig* config,
                              std::string* problem) = 0;
  virtual vdi::Hresult OpenInSecondary(const char* instance, const char* name,
                                       std::string* problem) = 0;
  virtual vdi::Hresult GetConfiguration(uint32_t timeout_ms, vdi::VDConfig* config) = 0;
  virtual vdi::Hresult OpenDevice(const char* name, std::unique_ptr<DeviceCalls>* device) = 0;
  virtual vdi::Hresult Close() = 0;
  virtual vdi::Hresult SignalAbort() = 0;
  virtual vdi::Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) = 0;
  virtual vdi::Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) = 0;
};

/// A set object without a set.
std::unique_ptr<vdi::VirtualDeviceSet> NewBoundSet(std::unique_ptr<SetCalls> calls);

}  // namespace handoff::sqlserver
