// SPDX-License-Identifier: MIT
#include "native/addon/device_object.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "native/addon/arguments.h"

namespace handoff::addon {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

DeviceOwner::DeviceOwner(std::shared_ptr<SetOwner> set, vdi::VirtualDevice* device)
    : set_(std::move(set)), device_(device) {
  set_->AddUser(this);
}

DeviceOwner::~DeviceOwner() {
  Close();
  set_->RemoveUser(this);
}

vdi::Hresult DeviceOwner::Poll(uint32_t wait_ms, TakenCommand* taken) {
  const std::lock_guard lock(mutex_);
  if (IsClosed()) {
    return vdi::VD_E_ABORT;
  }
  vdi::VDC_Command* command = nullptr;
  const vdi::Hresult hr = device_->GetCommand(wait_ms, &command);
  if (hr == vdi::NOERROR) {
    taken->token = ++last_token_;
    taken->command = *command;
    commands_[taken->token] = command;
  }
  return hr;
}

vdi::Hresult DeviceOwner::WaitForCommand(uint32_t timeout_ms, TakenCommand* taken) {
  const bool has_end = timeout_ms != vdi::INFINITE;
  const auto end = steady_clock::now() + milliseconds(has_end ? timeout_ms : 0);
  uint32_t left_ms = timeout_ms;
  while (!IsClosed()) {
    platform::Doorbell* bell = device_->CommandBell();
    const uint32_t seen = bell != nullptr ? bell->Read() : 0;
    const vdi::Hresult hr = Poll(bell != nullptr ? 0 : std::min(left_ms, kSliceMs), taken);
    if (hr != vdi::VD_E_TIMEOUT) {
      return hr;
    }
    if (has_end) {
      const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now()).count();
      left_ms = left > 0 ? static_cast<uint32_t>(left) : 0;
    }
    if (left_ms == 0) {
      return vdi::VD_E_TIMEOUT;
    }
    if (bell != nullptr) {
      bell->Wait(seen, left_ms);
    }
  }
  return vdi::VD_E_ABORT;
}

vdi::Hresult DeviceOwner::Complete(uint32_t token, uint32_t code, uint32_t bytes,
                                   uint64_t position) {
  if (IsClosed()) {
    return vdi::VD_E_PROTOCOL;
  }
  // An unknown token is answered by the set itself, which knows what comes first: abort, state, or
  // command.
  static vdi::VDC_Command nobodys{};
  const std::lock_guard lock(mutex_);
  const auto found = commands_.find(token);
  vdi::VDC_Command* command = found != commands_.end() ? found->second : &nobodys;
  const vdi::Hresult hr = device_->CompleteCommand(command, code, bytes, position);
  if (found != commands_.end() && hr == vdi::NOERROR) {
    commands_.erase(found);
  }
  return hr;
}

void DeviceOwner::Interrupt() {
  if (IsClosed()) {
    return;
  }
  closed_.store(true, std::memory_order_release);
  platform::Doorbell* bell = device_->CommandBell();
  if (bell != nullptr) {
    bell->Ring();
  }
}

void DeviceOwner::Close() {
  Interrupt();
  thread.Join();
}

DeviceObject::DeviceObject(const Napi::CallbackInfo& info) : TaggedObject(info) {
  const std::shared_ptr<Environment> environment = Environment::Of(info.Env());
  owner_ =
      std::static_pointer_cast<DeviceOwner>(std::exchange(environment->device_in_making, nullptr));
  if (owner_ == nullptr) {
    Napi::TypeError::New(info.Env(), "A device comes from openDevice.")
        .ThrowAsJavaScriptException();
  }
}

Napi::Object DeviceObject::Make(Napi::Env env, std::shared_ptr<DeviceOwner> owner) {
  const std::shared_ptr<Environment> environment = Environment::Of(env);
  environment->device_in_making = std::move(owner);
  return environment->device_class.New({}).As<Napi::Object>();
}

namespace {

Napi::Object ToJs(Napi::Env env, const TakenCommand& taken) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("token", taken.token);
  object.Set("commandCode", taken.command.commandCode);
  object.Set("size", taken.command.size);
  object.Set("position", FromPosition(env, taken.command.position));
  object.Set("address", FromAddress(env, taken.command.buffer));
  return object;
}

}  // namespace

Napi::Value DeviceObject::GetCommand(const Napi::CallbackInfo& info) {
  Arguments in(info, "getCommand");
  const uint32_t timeout_ms = in.Uint32(0, "timeoutMs");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  DeviceOwner* owner = owner_.get();
  if (owner->IsClosed()) {
    const auto deferred = Napi::Promise::Deferred::New(info.Env());
    const Napi::Object answer = Napi::Object::New(info.Env());
    answer.Set("hr", vdi::VD_E_PROTOCOL);
    deferred.Resolve(answer);
    return deferred.Promise();
  }
  return owner->thread.Run(
      info.Env(), info.This().As<Napi::Object>(), [owner, timeout_ms]() -> Settle {
        TakenCommand taken;
        const vdi::Hresult hr = owner->WaitForCommand(timeout_ms, &taken);
        return [hr, taken](Napi::Env env, const Napi::Promise::Deferred& deferred) {
          const Napi::Object answer = Napi::Object::New(env);
          answer.Set("hr", hr);
          if (hr == vdi::NOERROR) {
            answer.Set("command", ToJs(env, taken));
          }
          deferred.Resolve(answer);
        };
      });
}

Napi::Value DeviceObject::CompleteCommand(const Napi::CallbackInfo& info) {
  Arguments in(info, "completeCommand");
  const uint32_t token = in.Uint32(0, "token");
  const uint32_t code = in.Uint32(1, "code");
  const uint32_t bytes = in.Uint32(2, "bytes");
  const int64_t position = in.Int64(3, "position");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  const vdi::Hresult hr = owner_->Complete(token, code, bytes, static_cast<uint64_t>(position));
  return Napi::Number::New(info.Env(), hr);
}

Napi::Function DeviceObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("getCommand", &DeviceObject::GetCommand),
                         InstanceMethod("completeCommand", &DeviceObject::CompleteCommand),
                     });
}

}  // namespace handoff::addon
