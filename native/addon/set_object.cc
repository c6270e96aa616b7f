// SPDX-License-Identifier: MIT
#include "native/addon/set_object.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "native/addon/arguments.h"
#include "native/addon/config_value.h"
#include "native/addon/device_object.h"
#include "native/embedded/client_set.h"
#include "native/platform/sweep.h"
#include "native/sqlserver/sqlserver.h"

namespace handoff::addon {

SetOwner::SetOwner(Napi::Env env, std::unique_ptr<vdi::VirtualDeviceSet> set)
    : environment_(Environment::Of(env)), set_(std::move(set)) {
  environment_->Register(this);
}

SetOwner::~SetOwner() {
  Close();
  environment_->Unregister(this);
}

void SetOwner::AddUser(Closable* user) {
  users_.push_back(user);
}

void SetOwner::RemoveUser(Closable* user) {
  users_.erase(std::remove(users_.begin(), users_.end(), user), users_.end());
}

vdi::Hresult SetOwner::CloseSet() {
  const std::vector<Closable*> users = users_;
  for (Closable* user : users) {
    user->Interrupt();
  }
  for (auto user = users.rbegin(); user != users.rend(); ++user) {
    (*user)->Close();
  }
  if (configuration_thread.IsBusy()) {
    set_->SignalAbort();
  }
  configuration_thread.Join();
  return set_->Close();
}

void SetOwner::Interrupt() {
  for (Closable* user : users_) {
    user->Interrupt();
  }
  if (configuration_thread.IsBusy()) {
    set_->SignalAbort();
  }
}

void SetOwner::Close() {
  CloseSet();
}

namespace {

Napi::Value HresultOf(Napi::Env env, vdi::Hresult hr) {
  return Napi::Number::New(env, hr);
}

Napi::Object AnswerOf(Napi::Env env, vdi::Hresult hr) {
  const Napi::Object answer = Napi::Object::New(env);
  answer.Set("hr", hr);
  return answer;
}

const char* PointerOf(const std::optional<std::string>& text) {
  return text.has_value() ? text->c_str() : nullptr;
}

/// `{kind: "embedded"}` (also for nothing at all) or `{kind: "sqlserver", library}`. Null with an
/// exception pending.
std::unique_ptr<vdi::VirtualDeviceSet> NewSet(const Napi::CallbackInfo& info) {
  if (info.Length() == 0) {
    return embedded::NewEmbeddedSet();
  }
  Arguments in(info, "VirtualDeviceSet");
  const Napi::Object choice = in.Object(0, "implementation");
  const std::string kind = in.Ok() ? in.AsText(in.Field(choice, "kind"), "kind") : "";
  if (in.Ok() && kind != "embedded" && kind != "sqlserver") {
    in.Refuse("kind", "\"embedded\" or \"sqlserver\"", in.Field(choice, "kind"));
  }
  std::string library;
  if (in.Ok() && kind == "sqlserver") {
    library = in.AsText(in.Field(choice, "library"), "library");
  }
  if (!in.Ok()) {
    return nullptr;
  }
  if (kind == "embedded") {
    return embedded::NewEmbeddedSet();
  }
  std::string problem;
  auto set = sqlserver::NewSqlServerSet(library, &problem);
  if (set == nullptr) {
    ThrowWithCode(info.Env(), "VDI_LIBRARY", problem);
  }
  return set;
}

Napi::Value OpenLibrary(const Napi::CallbackInfo& info) {
  Arguments in(info, "openLibrary");
  const std::string path = in.Text(0, "library");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  std::string problem;
  const std::optional<sqlserver::LibraryFacts> facts = sqlserver::OpenLibrary(path, &problem);
  if (!facts.has_value()) {
    ThrowWithCode(info.Env(), "VDI_LIBRARY", problem);
    return info.Env().Undefined();
  }
  const Napi::Object answer = Napi::Object::New(info.Env());
  answer.Set("path", facts->path);
  answer.Set("isStandIn", facts->is_stand_in);
  return answer;
}

Napi::Value LibraryFindings(const Napi::CallbackInfo& info) {
  const std::vector<std::string> findings = sqlserver::LibraryFindings();
  const Napi::Array lines = Napi::Array::New(info.Env(), findings.size());
  for (uint32_t i = 0; i < findings.size(); i++) {
    lines.Set(i, findings[i]);
  }
  return lines;
}

Napi::Value Sweep(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), platform::SweepSegments());
}

}  // namespace

SetObject::SetObject(const Napi::CallbackInfo& info) : TaggedObject(info) {
  std::unique_ptr<vdi::VirtualDeviceSet> set = NewSet(info);
  if (set != nullptr) {
    owner_ = std::make_shared<SetOwner>(info.Env(), std::move(set));
  }
}

std::shared_ptr<SetOwner> SetObject::OwnerOf(Napi::Value value) {
  const SetObject* object = Unwrap(value);
  return object != nullptr ? object->owner_ : nullptr;
}

Napi::Value SetObject::Create(const Napi::CallbackInfo& info) {
  Arguments in(info, "create");
  const std::string name = in.Text(0, "name");
  vdi::VDConfig config = ReadConfig(&in, 1);
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return HresultOf(info.Env(), owner_->set().Create(name.c_str(), &config));
}

Napi::Value SetObject::CreateEx(const Napi::CallbackInfo& info) {
  Arguments in(info, "createEx");
  const std::optional<std::string> instance = in.TextOrNull(0, "instance");
  const std::string name = in.Text(1, "name");
  vdi::VDConfig config = ReadConfig(&in, 2);
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return HresultOf(info.Env(), owner_->set().CreateEx(PointerOf(instance), name.c_str(), &config));
}

Napi::Value SetObject::GetConfiguration(const Napi::CallbackInfo& info) {
  Arguments in(info, "getConfiguration");
  const uint32_t timeout_ms = in.Uint32(0, "timeoutMs");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  vdi::VirtualDeviceSet* set = &owner_->set();
  return owner_->configuration_thread.Run(
      info.Env(), info.This().As<Napi::Object>(), [set, timeout_ms]() -> Settle {
        vdi::VDConfig config{};
        const vdi::Hresult hr = set->GetConfiguration(timeout_ms, &config);
        return [hr, config](Napi::Env env, const Napi::Promise::Deferred& deferred) {
          const Napi::Object answer = AnswerOf(env, hr);
          if (hr == vdi::NOERROR) {
            answer.Set("config", addon::ToJs(env, config));
          }
          deferred.Resolve(answer);
        };
      });
}

Napi::Value SetObject::OpenDevice(const Napi::CallbackInfo& info) {
  Arguments in(info, "openDevice");
  const std::string name = in.Text(0, "name");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  vdi::VirtualDevice* device = nullptr;
  const vdi::Hresult hr = owner_->set().OpenDevice(name.c_str(), &device);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("device",
               DeviceObject::Make(info.Env(), std::make_shared<DeviceOwner>(owner_, device)));
  }
  return answer;
}

Napi::Value SetObject::Close(const Napi::CallbackInfo& info) {
  return HresultOf(info.Env(), owner_->CloseSet());
}

Napi::Value SetObject::SignalAbort(const Napi::CallbackInfo& info) {
  return HresultOf(info.Env(), owner_->set().SignalAbort());
}

Napi::Value SetObject::OpenInSecondary(const Napi::CallbackInfo& info) {
  Arguments in(info, "openInSecondary");
  const std::string name = in.Text(0, "name");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return HresultOf(info.Env(), owner_->set().OpenInSecondary(name.c_str()));
}

Napi::Value SetObject::OpenInSecondaryEx(const Napi::CallbackInfo& info) {
  Arguments in(info, "openInSecondaryEx");
  const std::optional<std::string> instance = in.TextOrNull(0, "instance");
  const std::string name = in.Text(1, "name");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return HresultOf(info.Env(), owner_->set().OpenInSecondaryEx(PointerOf(instance), name.c_str()));
}

Napi::Value SetObject::GetBufferHandle(const Napi::CallbackInfo& info) {
  Arguments in(info, "getBufferHandle");
  const uint64_t address = in.Uint64(0, "address");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint32_t handle = 0;
  // An address crosses JavaScript as a number; the set compares it with its own and follows none.
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  auto* const buffer = reinterpret_cast<uint8_t*>(static_cast<uintptr_t>(address));
  const vdi::Hresult hr = owner_->set().GetBufferHandle(buffer, &handle);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("handle", handle);
  }
  return answer;
}

Napi::Value SetObject::MapBufferHandle(const Napi::CallbackInfo& info) {
  Arguments in(info, "mapBufferHandle");
  const uint32_t handle = in.Uint32(0, "handle");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint8_t* buffer = nullptr;
  const vdi::Hresult hr = owner_->set().MapBufferHandle(handle, &buffer);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    answer.Set("address", FromAddress(info.Env(), buffer));
  }
  return answer;
}

Napi::Value SetObject::State(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), vdi::NameOfState(owner_->set().State()));
}

Napi::Value SetObject::Geometry(const Napi::CallbackInfo& info) {
  const std::vector<vdi::SegmentGeometry> geometry = owner_->set().Geometry();
  const Napi::Array segments = Napi::Array::New(info.Env(), geometry.size());
  for (uint32_t i = 0; i < geometry.size(); i++) {
    const Napi::Object segment = Napi::Object::New(info.Env());
    segment.Set("bytes", FromBytes(info.Env(), geometry[i].bytes));
    segment.Set("buffers", geometry[i].buffers);
    segments.Set(i, segment);
  }
  const Napi::Object answer = Napi::Object::New(info.Env());
  answer.Set("segments", segments);
  answer.Set("stride", geometry.empty() ? 0u : geometry.front().stride);
  answer.Set("dataOffset", geometry.empty() ? 0u : geometry.front().data_offset);
  return answer;
}

Napi::Value SetObject::Peek(const Napi::CallbackInfo& info) {
  Arguments in(info, "peek");
  const uint32_t handle = in.Uint32(0, "handle");
  const uint32_t offset = in.Uint32(1, "offset");
  const uint32_t length = in.Uint32(2, "length");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint8_t bytes[vdi::kPeekBytesMax];
  uint32_t copied = 0;
  const vdi::Hresult hr = owner_->set().Peek(handle, offset, length, bytes, &copied);
  const Napi::Object answer = AnswerOf(info.Env(), hr);
  if (hr == vdi::NOERROR) {
    Napi::Uint8Array copy = Napi::Uint8Array::New(info.Env(), copied);
    std::memcpy(copy.Data(), bytes, copied);
    answer.Set("bytes", copy);
  }
  return answer;
}

Napi::Value SetObject::Problem(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), owner_->set().Problem());
}

Napi::Function SetObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("create", &SetObject::Create),
                         InstanceMethod("createEx", &SetObject::CreateEx),
                         InstanceMethod("getConfiguration", &SetObject::GetConfiguration),
                         InstanceMethod("openDevice", &SetObject::OpenDevice),
                         InstanceMethod("close", &SetObject::Close),
                         InstanceMethod("signalAbort", &SetObject::SignalAbort),
                         InstanceMethod("openInSecondary", &SetObject::OpenInSecondary),
                         InstanceMethod("openInSecondaryEx", &SetObject::OpenInSecondaryEx),
                         InstanceMethod("getBufferHandle", &SetObject::GetBufferHandle),
                         InstanceMethod("mapBufferHandle", &SetObject::MapBufferHandle),
                         InstanceMethod("state", &SetObject::State),
                         InstanceMethod("geometry", &SetObject::Geometry),
                         InstanceMethod("problem", &SetObject::Problem),
                         InstanceMethod("peek", &SetObject::Peek),
                     });
}

void RegisterVirtualDeviceSet(Napi::Env env, Napi::Object exports) {
  exports.Set(SetObject::kClassName, SetObject::Define(env));
  Environment::Of(env)->device_class = Napi::Persistent(DeviceObject::Define(env));
  exports.Set("openLibrary", Napi::Function::New(env, OpenLibrary, "openLibrary"));
  exports.Set("libraryFindings", Napi::Function::New(env, LibraryFindings, "libraryFindings"));
  exports.Set("sweep", Napi::Function::New(env, Sweep, "sweep"));
}

}  // namespace handoff::addon
