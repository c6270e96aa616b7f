// SPDX-License-Identifier: MIT
/// addon.ServerSet: the server half of the embedded set, method by method, for who plays the server
/// by hand. runStatement (server_object.h) is what plays it by itself.
///
/// Devices are numbered in the order in which they were opened. Completion routines become events:
/// they run on the thread inside ExecuteCompletionAgent, or on the sending thread for a command
/// that was refused, and are told to JavaScript in order.
///
/// Ownership: a ServerSetOwner holds the native set; threads inside ExecuteCompletionAgent share
/// the set. Threads: the JavaScript thread, but for the completion routine.
#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "native/addon/addon.h"
#include "native/embedded/server_set.h"

namespace handoff::addon {

class ServerSetOwner final : public Closable {
 public:
  ServerSetOwner(Napi::Env env, Napi::Function on_completion);
  ~ServerSetOwner() override;

  embedded::ServerSet& set() {
    return *set_;
  }
  std::shared_ptr<embedded::ServerSet> Shared() const {
    return set_;
  }
  /// @return the device's number
  uint32_t Add(embedded::ServerDevice* device);
  /// Null for a number that OpenDevice never gave.
  embedded::ServerDevice* Device(uint32_t number) const;
  /// Sends a command of its own memory, which its completion routine frees. @param token told with
  /// its completion
  vdi::Hresult Send(uint32_t device, const vdi::VDS_Command& command, uint32_t* token);

  void Interrupt() override;
  void Close() override;

 private:
  struct Sent;

  std::shared_ptr<Environment> environment_;
  EventSink completions_;  // outlives the set: its last routines post here
  std::shared_ptr<embedded::ServerSet> set_;
  std::vector<embedded::ServerDevice*> devices_;
  uint32_t last_token_ = 0;
};

class ServerSetObject : public TaggedObject<ServerSetObject> {
 public:
  static constexpr napi_type_tag kTypeTag = {0x2d94a7f1c3584b06u, 0xa87e61c05f32d9b4u};
  static constexpr const char* kClassName = "ServerSet";

  explicit ServerSetObject(const Napi::CallbackInfo& info);

  static Napi::Function Define(Napi::Env env);

 private:
  Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value GetConfiguration(const Napi::CallbackInfo& info);
  Napi::Value BeginConfiguration(const Napi::CallbackInfo& info);
  Napi::Value RequestBuffers(const Napi::CallbackInfo& info);
  Napi::Value QueryAvailableBuffers(const Napi::CallbackInfo& info);
  Napi::Value EndConfiguration(const Napi::CallbackInfo& info);
  Napi::Value OpenDevice(const Napi::CallbackInfo& info);
  Napi::Value ExecuteCompletionAgent(const Napi::CallbackInfo& info);
  Napi::Value AllocateBuffer(const Napi::CallbackInfo& info);
  Napi::Value FreeBuffer(const Napi::CallbackInfo& info);
  Napi::Value IsSharedBuffer(const Napi::CallbackInfo& info);
  Napi::Value SignalAbort(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value SendCommand(const Napi::CallbackInfo& info);
  Napi::Value CloseDevice(const Napi::CallbackInfo& info);
  Napi::Value FillBuffer(const Napi::CallbackInfo& info);
  Napi::Value State(const Napi::CallbackInfo& info);
  Napi::Value HasAgent(const Napi::CallbackInfo& info);
  Napi::Value DeviceStates(const Napi::CallbackInfo& info);
  Napi::Value Buffers(const Napi::CallbackInfo& info);
  Napi::Value BufferIndex(const Napi::CallbackInfo& info);

  std::unique_ptr<ServerSetOwner> owner_;
};

}  // namespace handoff::addon
