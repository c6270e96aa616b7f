// SPDX-License-Identifier: MIT
/// addon.Broker: the broker of a set, with its events as calls of one JavaScript function.
///
/// Threads: the JavaScript thread, but for revokeSecondary's waiting. Ownership: keeps the set
/// alive; is a user of it, so that the set closes the broker before itself.
#pragma once

#include <napi.h>

#include <memory>

#include "native/addon/addon.h"
#include "native/addon/set_object.h"
#include "native/broker/broker.h"

namespace handoff::addon {

class Arguments;

class BrokerObject : public TaggedObject<BrokerObject>, public Closable {
 public:
  static constexpr napi_type_tag kTypeTag = {0x8d05f2c6e17b4390u, 0xc3a871f45e0d926bu};
  static constexpr const char* kClassName = "Broker";

  explicit BrokerObject(const Napi::CallbackInfo& info);
  ~BrokerObject() override;

  static Napi::Function Define(Napi::Env env);
  void Interrupt() override;
  void Close() override;

 private:
  Napi::Value Start(const Napi::CallbackInfo& info);
  Napi::Value AttachSecondary(const Napi::CallbackInfo& info);
  Napi::Value RevokeSecondary(const Napi::CallbackInfo& info);
  Napi::Value CompleteDevice(const Napi::CallbackInfo& info);
  Napi::Value Stats(const Napi::CallbackInfo& info);
  Napi::Value Pause(const Napi::CallbackInfo& info);
  Napi::Value Run(const Napi::CallbackInfo& info);
  Napi::Value RunTo(const Napi::CallbackInfo& info);
  Napi::Value Pace(const Napi::CallbackInfo& info);
  Napi::Value SetBreakpoint(const Napi::CallbackInfo& info);
  Napi::Value Go(const Napi::CallbackInfo& info);
  Napi::Value Inject(const Napi::CallbackInfo& info);
  Napi::Value Look(const Napi::CallbackInfo& info);
  Napi::Value ArmPeek(const Napi::CallbackInfo& info);
  Napi::Value TakePeek(const Napi::CallbackInfo& info);
  Napi::Value CloseFromJs(const Napi::CallbackInfo& info);
  bool CheckSecondary(Arguments* in, uint32_t index, Napi::Value value);

  std::shared_ptr<SetOwner> set_;
  std::unique_ptr<EventSink> sink_;
  std::unique_ptr<broker::Broker> broker_;  ///< null only when the constructor threw
  bool is_closed_ = false;
};

}  // namespace handoff::addon
