// SPDX-License-Identifier: MIT
/// addon.Secondary: the working half in a secondary process.
///
/// Threads: the JavaScript thread; opening media and, in port mode, each device's calls run on
/// threads of their own, one after another per device. Ownership: a promise keeps the object alive.
#pragma once

#include <napi.h>

#include <map>
#include <memory>

#include "native/addon/addon.h"
#include "native/broker/secondary.h"

namespace handoff::addon {

class SecondaryObject : public TaggedObject<SecondaryObject>, public Closable {
 public:
  static constexpr napi_type_tag kTypeTag = {0x15f6b8e34a0c4d7eu, 0xe94d2b70c6183fa5u};
  static constexpr const char* kClassName = "Secondary";

  explicit SecondaryObject(const Napi::CallbackInfo& info);
  ~SecondaryObject() override;

  static Napi::Function Define(Napi::Env env);
  void Interrupt() override {}
  void Close() override;

 private:
  Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value OpenMedia(const Napi::CallbackInfo& info);
  Napi::Value Move(const Napi::CallbackInfo& info);
  Napi::Value Flush(const Napi::CallbackInfo& info);
  Napi::Value Finish(const Napi::CallbackInfo& info);
  Napi::Value CloseFromJs(const Napi::CallbackInfo& info);
  Napi::Value RunOnDevice(const Napi::CallbackInfo& info, uint32_t device, Work work);

  std::shared_ptr<Environment> environment_;
  std::unique_ptr<broker::Secondary> secondary_;
  WorkThread opening_;
  std::map<uint32_t, WorkThread> devices_;
};

}  // namespace handoff::addon
