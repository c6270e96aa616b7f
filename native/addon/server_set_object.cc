// SPDX-License-Identifier: MIT
#include "native/addon/server_set_object.h"

#include <algorithm>
#include <string>
#include <utility>

#include "native/addon/arguments.h"
#include "native/addon/config_value.h"

namespace handoff::addon {

namespace {

/// A set has at most 64 commands under way on each of 64 devices; refused ones are told at once.
constexpr size_t kCompletionsMax = 8192;

Napi::Object AnswerOf(Napi::Env env, vdi::Hresult hr) {
  const Napi::Object answer = Napi::Object::New(env);
  answer.Set("hr", hr);
  return answer;
}

/// An address crosses JavaScript as a number; the set compares it with its own and follows none.
uint8_t* PointerFrom(uint64_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<uint8_t*>(static_cast<uintptr_t>(address));
}

Napi::Object ToJs(Napi::Env env, uint32_t token, const vdi::VDS_Command& command) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("token", token);
  object.Set("commandCode", command.commandCode);
  object.Set("code", command.completionCode);
  object.Set("bytes", command.bytesTransferred);
  object.Set("position", FromPosition(env, command.outPosition));
  return object;
}

}  // namespace

struct ServerSetOwner::Sent {
  vdi::VDS_Command command{};
  uint32_t token = 0;
  EventSink* completions = nullptr;
};

ServerSetOwner::ServerSetOwner(Napi::Env env, Napi::Function on_completion)
    : environment_(Environment::Of(env)),
      completions_(env, on_completion, kCompletionsMax),
      set_(embedded::ServerSet::New()) {
  completions_.Unhold();
  environment_->Register(this);
}

ServerSetOwner::~ServerSetOwner() {
  Close();
  environment_->Unregister(this);
}

uint32_t ServerSetOwner::Add(embedded::ServerDevice* device) {
  const auto found = std::find(devices_.begin(), devices_.end(), device);
  if (found != devices_.end()) {
    return static_cast<uint32_t>(found - devices_.begin());
  }
  devices_.push_back(device);
  return static_cast<uint32_t>(devices_.size() - 1);
}

embedded::ServerDevice* ServerSetOwner::Device(uint32_t number) const {
  return number < devices_.size() ? devices_[number] : nullptr;
}

vdi::Hresult ServerSetOwner::Send(uint32_t device, const vdi::VDS_Command& command,
                                  uint32_t* token) {
  auto* const sent = new Sent{command, ++last_token_, &completions_};
  *token = sent->token;
  sent->command.completionContext = sent;
  sent->command.completionRoutine = [](vdi::VDS_Command* done) {
    const std::unique_ptr<Sent> owned(static_cast<Sent*>(done->completionContext));
    owned->completions->Post([token = owned->token, copy = owned->command](
                                 Napi::Env env) -> Napi::Value { return ToJs(env, token, copy); });
  };
  return Device(device)->SendCommand(&sent->command);
}

void ServerSetOwner::Interrupt() {
  set_->SignalAbort();
}

void ServerSetOwner::Close() {
  set_->Close();
}

ServerSetObject::ServerSetObject(const Napi::CallbackInfo& info) : TaggedObject(info) {
  Arguments in(info, "ServerSet");
  const Napi::Function on_completion = in.Function(0, "onCompletion");
  if (in.Ok()) {
    owner_ = std::make_unique<ServerSetOwner>(info.Env(), on_completion);
  }
}

Napi::Value ServerSetObject::Open(const Napi::CallbackInfo& info) {
  Arguments in(info, "open");
  const std::optional<std::string> instance = in.TextOrNull(0, "instance");
  const std::string name = in.Text(1, "name");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  const char* const pointer = instance.has_value() ? instance->c_str() : nullptr;
  return Napi::Number::New(info.Env(), owner_->set().Open(pointer, name.c_str()));
}

Napi::Value ServerSetObject::GetConfiguration(const Napi::CallbackInfo& info) {
  vdi::VDConfig config{};
  const vdi::Hresult hr = owner_->set().GetConfiguration(&config);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("config", addon::ToJs(info.Env(), config));
  }
  return answer;
}

Napi::Value ServerSetObject::BeginConfiguration(const Napi::CallbackInfo& info) {
  Arguments in(info, "beginConfiguration");
  const uint32_t features = in.Uint32(0, "features");
  const uint32_t block_size = in.Uint32(1, "blockSize");
  const uint32_t alignment = in.Uint32(2, "alignment");
  const uint32_t transfer_size = in.Uint32(3, "maxTransferSize");
  const uint32_t timeout_ms = in.Uint32(4, "timeoutMs");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(
      info.Env(),
      owner_->set().BeginConfiguration(features, block_size, alignment, transfer_size, timeout_ms));
}

Napi::Value ServerSetObject::RequestBuffers(const Napi::CallbackInfo& info) {
  Arguments in(info, "requestBuffers");
  const uint32_t size = in.Uint32(0, "size");
  const uint32_t alignment = in.Uint32(1, "alignment");
  const uint32_t count = in.Uint32(2, "count");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(info.Env(), owner_->set().RequestBuffers(size, alignment, count));
}

Napi::Value ServerSetObject::QueryAvailableBuffers(const Napi::CallbackInfo& info) {
  Arguments in(info, "queryAvailableBuffers");
  const uint32_t size = in.Uint32(0, "size");
  const uint32_t alignment = in.Uint32(1, "alignment");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint32_t count = 0;
  const vdi::Hresult hr = owner_->set().QueryAvailableBuffers(size, alignment, &count);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("count", count);
  }
  return answer;
}

Napi::Value ServerSetObject::EndConfiguration(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), owner_->set().EndConfiguration());
}

Napi::Value ServerSetObject::OpenDevice(const Napi::CallbackInfo& info) {
  Arguments in(info, "openDevice");
  const std::string name = in.Text(0, "name");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  embedded::ServerDevice* device = nullptr;
  const vdi::Hresult hr =
      owner_->set().OpenDevice(name.c_str(), embedded::Dispatch::kOnAgent, &device);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("device", owner_->Add(device));
  }
  return answer;
}

Napi::Value ServerSetObject::ExecuteCompletionAgent(const Napi::CallbackInfo& info) {
  // A thread of its own for each call: one that must be refused does not wait behind one that
  // stays.
  return RunOnThread(info.Env(), info.This().As<Napi::Object>(),
                     [set = owner_->Shared()]() -> Settle {
                       const vdi::Hresult hr = set->ExecuteCompletionAgent();
                       return [hr](Napi::Env env, const Napi::Promise::Deferred& deferred) {
                         deferred.Resolve(Napi::Number::New(env, hr));
                       };
                     });
}

Napi::Value ServerSetObject::AllocateBuffer(const Napi::CallbackInfo& info) {
  Arguments in(info, "allocateBuffer");
  const uint32_t size = in.Uint32(0, "size");
  const uint32_t alignment = in.Uint32(1, "alignment");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint8_t* buffer = nullptr;
  const vdi::Hresult hr = owner_->set().AllocateBuffer(&buffer, size, alignment);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("address", FromAddress(info.Env(), buffer));
  }
  return answer;
}

Napi::Value ServerSetObject::FreeBuffer(const Napi::CallbackInfo& info) {
  Arguments in(info, "freeBuffer");
  const uint64_t address = in.Uint64(0, "address");
  const uint32_t size = in.Uint32(1, "size");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(info.Env(), owner_->set().FreeBuffer(PointerFrom(address), size));
}

Napi::Value ServerSetObject::IsSharedBuffer(const Napi::CallbackInfo& info) {
  Arguments in(info, "isSharedBuffer");
  const uint64_t address = in.Uint64(0, "address");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(info.Env(), owner_->set().IsSharedBuffer(PointerFrom(address)));
}

Napi::Value ServerSetObject::SignalAbort(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), owner_->set().SignalAbort());
}

Napi::Value ServerSetObject::Close(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), owner_->set().Close());
}

Napi::Value ServerSetObject::SendCommand(const Napi::CallbackInfo& info) {
  Arguments in(info, "sendCommand");
  const uint32_t device = in.Uint32(0, "device");
  vdi::VDS_Command command{};
  command.commandCode = in.Int32(1, "commandCode");
  command.size = in.Uint32(2, "size");
  command.inPosition = in.Int64(3, "position");
  command.buffer = PointerFrom(in.Uint64(4, "address"));
  if (in.Ok() && owner_->Device(device) == nullptr) {
    in.RefuseRange("device", "a number that openDevice gave", info[0]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint32_t token = 0;
  const vdi::Hresult hr = owner_->Send(device, command, &token);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  answer.Set("token", token);
  return answer;
}

Napi::Value ServerSetObject::CloseDevice(const Napi::CallbackInfo& info) {
  Arguments in(info, "closeDevice");
  const uint32_t number = in.Uint32(0, "device");
  embedded::ServerDevice* const device = in.Ok() ? owner_->Device(number) : nullptr;
  if (in.Ok() && device == nullptr) {
    in.RefuseRange("device", "a number that openDevice gave", info[0]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(info.Env(), device->CloseDevice());
}

Napi::Value ServerSetObject::FillBuffer(const Napi::CallbackInfo& info) {
  Arguments in(info, "fillBuffer");
  const uint64_t address = in.Uint64(0, "address");
  const std::string text = in.Text(1, "text");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  const auto* const pattern = reinterpret_cast<const uint8_t*>(text.data());
  const vdi::Hresult hr =
      owner_->set().FillBuffer(PointerFrom(address), pattern, static_cast<uint32_t>(text.size()));
  return Napi::Number::New(info.Env(), hr);
}

Napi::Value ServerSetObject::State(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), vdi::NameOfState(owner_->set().State()));
}

Napi::Value ServerSetObject::HasAgent(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), owner_->set().HasAgent());
}

Napi::Value ServerSetObject::DeviceStates(const Napi::CallbackInfo& info) {
  const Napi::Array states = Napi::Array::New(info.Env());
  for (uint32_t i = 0; owner_->Device(i) != nullptr; ++i) {
    states.Set(i, embedded::NameOfDeviceState(owner_->Device(i)->State()));
  }
  return states;
}

Napi::Value ServerSetObject::Buffers(const Napi::CallbackInfo& info) {
  static constexpr const char* kHolders[] = {"free", "server", "client"};
  const std::vector<embedded::BufferView> views = owner_->set().Buffers();
  const Napi::Array buffers = Napi::Array::New(info.Env(), views.size());
  for (uint32_t i = 0; i < views.size(); ++i) {
    const Napi::Object buffer = Napi::Object::New(info.Env());
    buffer.Set("index", views[i].index);
    buffer.Set("size", views[i].size);
    buffer.Set("generation", views[i].generation);
    buffer.Set("holder", kHolders[static_cast<uint32_t>(views[i].holder)]);
    buffers.Set(i, buffer);
  }
  return buffers;
}

Napi::Value ServerSetObject::BufferIndex(const Napi::CallbackInfo& info) {
  Arguments in(info, "bufferIndex");
  const uint64_t address = in.Uint64(0, "address");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return Napi::Number::New(info.Env(), owner_->set().BufferIndex(PointerFrom(address)));
}

Napi::Function ServerSetObject::Define(Napi::Env env) {
  using Self = ServerSetObject;
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("open", &Self::Open),
                         InstanceMethod("getConfiguration", &Self::GetConfiguration),
                         InstanceMethod("beginConfiguration", &Self::BeginConfiguration),
                         InstanceMethod("requestBuffers", &Self::RequestBuffers),
                         InstanceMethod("queryAvailableBuffers", &Self::QueryAvailableBuffers),
                         InstanceMethod("endConfiguration", &Self::EndConfiguration),
                         InstanceMethod("openDevice", &Self::OpenDevice),
                         InstanceMethod("executeCompletionAgent", &Self::ExecuteCompletionAgent),
                         InstanceMethod("allocateBuffer", &Self::AllocateBuffer),
                         InstanceMethod("freeBuffer", &Self::FreeBuffer),
                         InstanceMethod("isSharedBuffer", &Self::IsSharedBuffer),
                         InstanceMethod("signalAbort", &Self::SignalAbort),
                         InstanceMethod("close", &Self::Close),
                         InstanceMethod("sendCommand", &Self::SendCommand),
                         InstanceMethod("closeDevice", &Self::CloseDevice),
                         InstanceMethod("fillBuffer", &Self::FillBuffer),
                         InstanceMethod("state", &Self::State),
                         InstanceMethod("hasAgent", &Self::HasAgent),
                         InstanceMethod("deviceStates", &Self::DeviceStates),
                         InstanceMethod("buffers", &Self::Buffers),
                         InstanceMethod("bufferIndex", &Self::BufferIndex),
                     });
}

void RegisterServerSet(Napi::Env env, Napi::Object exports) {
  exports.Set(ServerSetObject::kClassName, ServerSetObject::Define(env));
}

}  // namespace handoff::addon
