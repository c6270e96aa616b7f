// SPDX-License-Identifier: MIT
/// One device of a set as JavaScript sees it.
///
/// A device takes one thread at a time, and JavaScript completes commands while it waits for the
/// next. So its own thread polls GetCommand under `mutex_` and sleeps on the device's bell without
/// it; where an implementation has no bell, it waits in slices of `kSliceMs`.
#pragma once

#include <napi.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "native/addon/addon.h"
#include "native/addon/set_object.h"

namespace handoff::addon {

/// A command as it is told to JavaScript: a copy, because the original changes with its completion.
struct TakenCommand {
  uint32_t token = 0;
  vdi::VDC_Command command{};
};

class DeviceOwner final : public Closable {
 public:
  DeviceOwner(std::shared_ptr<SetOwner> set, vdi::VirtualDevice* device);
  ~DeviceOwner() override;

  /// The device's thread. As GetCommand; VD_E_ABORT when the set is closed meanwhile.
  vdi::Hresult WaitForCommand(uint32_t timeout_ms, TakenCommand* taken);
  /// JavaScript thread.
  vdi::Hresult Complete(uint32_t token, uint32_t code, uint32_t bytes, uint64_t position);

  void Interrupt() override;
  void Close() override;
  bool IsClosed() const {
    return closed_.load(std::memory_order_acquire);
  }

  WorkThread thread;

 private:
  static constexpr uint32_t kSliceMs = 10;

  vdi::Hresult Poll(uint32_t wait_ms, TakenCommand* taken);

  std::shared_ptr<SetOwner> set_;
  vdi::VirtualDevice* const device_;
  std::atomic<bool> closed_ = false;
  std::mutex mutex_;
  uint32_t last_token_ = 0;                         // guarded by mutex_
  std::map<uint32_t, vdi::VDC_Command*> commands_;  // guarded by mutex_
};

class DeviceObject : public TaggedObject<DeviceObject> {
 public:
  static constexpr napi_type_tag kTypeTag = {0x41c7e90b6d2a4f83u, 0xb15e08d3f49a7c62u};
  static constexpr const char* kClassName = "VirtualDevice";

  explicit DeviceObject(const Napi::CallbackInfo& info);

  static Napi::Function Define(Napi::Env env);
  /// The JavaScript object of a device that was opened.
  static Napi::Object Make(Napi::Env env, std::shared_ptr<DeviceOwner> owner);

 private:
  Napi::Value GetCommand(const Napi::CallbackInfo& info);
  Napi::Value CompleteCommand(const Napi::CallbackInfo& info);

  std::shared_ptr<DeviceOwner> owner_;
};

}  // namespace handoff::addon
