// SPDX-License-Identifier: MIT
/// addon.VirtualDeviceSet and its devices: layer 1, one to one.
///
/// Ownership: a SetOwner holds the native set and is shared by the JavaScript set, its devices and
/// whatever else uses it (a broker). It dies with the last of them, in whatever order they are
/// collected. Its users are closed before the set is. Threads: the JavaScript thread, but for calls
/// on `set()`, which take any.
#pragma once

#include <napi.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "native/addon/addon.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::addon {

class SetOwner final : public Closable {
 public:
  SetOwner(Napi::Env env, std::unique_ptr<vdi::VirtualDeviceSet> set);
  ~SetOwner() override;

  vdi::VirtualDeviceSet& set() {
    return *set_;
  }

  /// A user has threads that call the set. Before the set is closed it is interrupted and closed;
  /// its Interrupt may signal an abort on the set. It removes itself in its destructor at the
  /// latest.
  void AddUser(Closable* user);
  void RemoveUser(Closable* user);

  /// Ends all users and pending calls, then IClientVirtualDeviceSet2::Close. The object can make a
  /// set again.
  vdi::Hresult CloseSet();

  void Interrupt() override;
  void Close() override;

  /// Does GetConfiguration and nothing else.
  WorkThread configuration_thread;

 private:
  std::shared_ptr<Environment> environment_;
  std::unique_ptr<vdi::VirtualDeviceSet> set_;
  std::vector<Closable*> users_;
};

class SetObject : public TaggedObject<SetObject> {
 public:
  static constexpr napi_type_tag kTypeTag = {0x6f3a1d0c52b94e17u, 0x9d84c2e7a1f05b36u};
  static constexpr const char* kClassName = "VirtualDeviceSet";

  explicit SetObject(const Napi::CallbackInfo& info);

  /// The set of a JavaScript VirtualDeviceSet; null with a TypeError pending for anything else.
  static std::shared_ptr<SetOwner> OwnerOf(Napi::Value value);
  static Napi::Function Define(Napi::Env env);

 private:
  Napi::Value Create(const Napi::CallbackInfo& info);
  Napi::Value CreateEx(const Napi::CallbackInfo& info);
  Napi::Value GetConfiguration(const Napi::CallbackInfo& info);
  Napi::Value OpenDevice(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value SignalAbort(const Napi::CallbackInfo& info);
  Napi::Value OpenInSecondary(const Napi::CallbackInfo& info);
  Napi::Value OpenInSecondaryEx(const Napi::CallbackInfo& info);
  Napi::Value GetBufferHandle(const Napi::CallbackInfo& info);
  Napi::Value MapBufferHandle(const Napi::CallbackInfo& info);
  Napi::Value State(const Napi::CallbackInfo& info);
  Napi::Value Geometry(const Napi::CallbackInfo& info);
  Napi::Value Problem(const Napi::CallbackInfo& info);
  Napi::Value Peek(const Napi::CallbackInfo& info);

  std::shared_ptr<SetOwner> owner_;
};

}  // namespace handoff::addon
