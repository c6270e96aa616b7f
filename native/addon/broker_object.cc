// SPDX-License-Identifier: MIT
#include "native/addon/broker_object.h"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "native/addon/arguments.h"
#include "native/addon/control_values.h"
#include "native/addon/media_object.h"
#include "native/platform/file.h"

namespace handoff::addon {

namespace {

using broker::BrokerEvent;
using broker::Fault;
using broker::FaultKind;

/// Events that may wait for the JavaScript thread. A device has at most three in its life (failed,
/// complete pending, closed), the set two, each fault one, and one says that the control changed:
/// more is a bug, and 64 x 3 + 2 fit twice.
constexpr size_t kEventsMax = 512;
constexpr uint32_t kFaultsMax = 64;

std::vector<Fault> ReadFaults(Arguments* in, Napi::Value value) {
  std::vector<Fault> faults;
  const Napi::Array array = in->AsArray(value, "faults", kFaultsMax);
  for (uint32_t i = 0; in->Ok() && i < array.Length(); ++i) {
    const Napi::Object object = in->AsObject(array.Get(i), "faults");
    const std::string name = in->Ok() ? in->AsText(in->Field(object, "kind"), "kind") : "";
    const uint64_t at = in->Ok() ? in->AsUint64(in->Field(object, "at"), "at") : 0;
    FaultKind kind = FaultKind::kCount;
    if (in->Ok() && FaultKindOf(name, &kind)) {
      faults.push_back({kind, at});
    }
  }
  return faults;
}

broker::BrokerOptions ReadOptions(Arguments* in) {
  broker::BrokerOptions options;
  const Napi::Object object = in->Object(1, "options");
  if (!in->Ok()) {
    return options;
  }
  options.segment_name = in->AsText(in->Field(object, "segmentName"), "segmentName");
  options.trace_name =
      in->Ok() ? in->AsTextOrNull(in->Field(object, "traceName"), "traceName").value_or("") : "";
  if (in->Ok()) {
    options.device_names =
        in->AsTexts(in->Field(object, "deviceNames"), "deviceNames", vdi::kDeviceCountMax);
  }
  if (in->Ok()) {
    options.assignment =
        in->AsUint32s(in->Field(object, "assignment"), "assignment", vdi::kDeviceCountMax);
  }
  if (in->Ok()) {
    options.secondary_count = in->AsUint32(in->Field(object, "secondaryCount"), "secondaryCount");
  }
  if (in->Ok()) {
    options.faults = ReadFaults(in, in->Field(object, "faults"));
  }
  if (!in->Ok()) {
    return options;
  }
  if (options.device_names.empty() || options.assignment.size() != options.device_names.size()) {
    in->RefuseRange("assignment", "one entry a device", object.Get("assignment"));
  }
  if (in->Ok() && options.secondary_count > broker::kSecondaryCountMax) {
    in->RefuseRange("secondaryCount", "at most 64", object.Get("secondaryCount"));
  }
  for (const uint32_t secondary : options.assignment) {
    if (in->Ok() && secondary >= options.secondary_count) {
      in->RefuseRange("assignment", "below secondaryCount", object.Get("assignment"));
    }
  }
  return options;
}

const char* NameOf(BrokerEvent::Kind kind) {
  switch (kind) {
    case BrokerEvent::Kind::kCompletePending:
      return "completePending";
    case BrokerEvent::Kind::kDeviceClosed:
      return "deviceClosed";
    case BrokerEvent::Kind::kDeviceFailed:
      return "deviceFailed";
    case BrokerEvent::Kind::kAborted:
      return "aborted";
    case BrokerEvent::Kind::kEnded:
      return "ended";
    case BrokerEvent::Kind::kStruck:
      return "struck";
    case BrokerEvent::Kind::kControl:
      return "control";
  }
  return "";
}

Napi::Value ToJs(Napi::Env env, const BrokerEvent& event) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("kind", NameOf(event.kind));
  switch (event.kind) {
    case BrokerEvent::Kind::kCompletePending:
    case BrokerEvent::Kind::kDeviceClosed:
      object.Set("device", event.device);
      object.Set("summary", event.has_summary
                                ? Napi::Value(addon::ToJs(env, event.device, event.summary))
                                : env.Null());
      break;
    case BrokerEvent::Kind::kDeviceFailed:
      object.Set("device", event.device);
      object.Set("code", event.code);
      object.Set("hr", event.hr);
      object.Set("sequence", event.sequence);
      object.Set("position", static_cast<double>(event.position));
      object.Set("handle", event.handle);
      object.Set("text", event.text);
      break;
    case BrokerEvent::Kind::kAborted:
      object.Set("hr", event.hr);
      break;
    case BrokerEvent::Kind::kStruck:
      object.Set("fault", addon::NameOf(event.fault));
      object.Set("timeNs", FromBytes(env, event.time_ns));
      object.Set("device", event.device);
      object.Set("hr", event.hr);
      object.Set("sequence", event.sequence);
      object.Set("position", static_cast<double>(event.position));
      object.Set("handle", event.handle);
      break;
    case BrokerEvent::Kind::kEnded:
    case BrokerEvent::Kind::kControl:
      break;
  }
  return object;
}

Napi::Object ToJs(Napi::Env env, const broker::DeviceFigures& device) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("bytes", FromBytes(env, device.bytes));
  object.Set("storedBytes", FromBytes(env, device.stored_bytes));
  object.Set("commands", FromBytes(env, device.commands));
  object.Set("flushes", FromBytes(env, device.flushes));
  object.Set("leasesOut", device.leases_out);
  object.Set("idleMs", device.idle_ms);
  object.Set("closed", device.closed);
  return object;
}

Napi::Object ToJs(Napi::Env env, const broker::SecondaryFigures& secondary) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("pid", secondary.pid);
  object.Set("leasesOut", secondary.leases_out);
  object.Set("oldestLeaseAgeMs", secondary.oldest_lease_age_ms);
  object.Set("moved", FromBytes(env, secondary.moved));
  object.Set("restarts", secondary.restarts);
  return object;
}

template <class Figures>
Napi::Array ArrayOf(Napi::Env env, const std::vector<Figures>& figures) {
  const Napi::Array array = Napi::Array::New(env, figures.size());
  for (uint32_t i = 0; i < figures.size(); ++i) {
    array.Set(i, ToJs(env, figures[i]));
  }
  return array;
}

}  // namespace

BrokerObject::BrokerObject(const Napi::CallbackInfo& info) : TaggedObject(info) {
  Arguments in(info, "Broker");
  set_ = SetObject::OwnerOf(info[0]);
  if (set_ == nullptr) {
    return;
  }
  broker::BrokerOptions options = ReadOptions(&in);
  const Napi::Function on_event =
      in.Ok() ? in.AsFunction(in.Field(info[1].As<Napi::Object>(), "onEvent"), "onEvent")
              : Napi::Function();
  if (!in.Ok()) {
    return;
  }
  sink_ = std::make_unique<EventSink>(info.Env(), on_event, kEventsMax);
  options.on_event = [sink = sink_.get()](BrokerEvent event) {
    sink->Post([event = std::move(event)](Napi::Env env) { return ToJs(env, event); });
  };
  const std::string name = options.segment_name;
  broker_ = broker::Broker::Create(&set_->set(), std::move(options));
  if (broker_ == nullptr) {
    const int error = errno;
    sink_->Close();
    ThrowWithCode(
        info.Env(), platform::ErrorName(error),
        "The broker's segment " + name + " cannot be made: " + platform::ErrorText(error) + ".");
    return;
  }
  set_->AddUser(this);
}

BrokerObject::~BrokerObject() {
  BrokerObject::Close();
  if (set_ != nullptr) {
    set_->RemoveUser(this);
  }
}

void BrokerObject::Interrupt() {
  if (broker_ != nullptr) {
    broker_->Interrupt();
  }
}

void BrokerObject::Close() {
  if (broker_ != nullptr && !std::exchange(is_closed_, true)) {
    broker_->Close();
    sink_->Unhold();
  }
}

bool BrokerObject::CheckSecondary(Arguments* in, uint32_t index, Napi::Value value) {
  if (in->Ok() && index >= broker_->secondary_count()) {
    in->RefuseRange("index", "a secondary's index", value);
  }
  return in->Ok();
}

Napi::Value BrokerObject::Start(const Napi::CallbackInfo& info) {
  const vdi::Hresult hr = is_closed_ ? vdi::VD_E_PROTOCOL : broker_->Start();
  return Napi::Number::New(info.Env(), hr);
}

Napi::Value BrokerObject::AttachSecondary(const Napi::CallbackInfo& info) {
  Arguments in(info, "attachSecondary");
  const uint32_t index = in.Uint32(0, "index");
  const uint32_t pid = in.Ok() ? in.Uint32(1, "pid") : 0;
  if (CheckSecondary(&in, index, info[0]) && !is_closed_) {
    broker_->AttachSecondary(index, pid);
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::RevokeSecondary(const Napi::CallbackInfo& info) {
  Arguments in(info, "revokeSecondary");
  const uint32_t index = in.Uint32(0, "index");
  if (!CheckSecondary(&in, index, info[0])) {
    return info.Env().Undefined();
  }
  // The owner argument keeps this object, and the broker with it, alive until the promise is
  // settled.
  broker::Broker* const broker = broker_.get();
  return RunOnThread(info.Env(), info.This().As<Napi::Object>(), [broker, index]() -> Settle {
    const uint32_t leases = broker->RevokeSecondary(index);
    return [leases](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      deferred.Resolve(Napi::Number::New(env, leases));
    };
  });
}

Napi::Value BrokerObject::CompleteDevice(const Napi::CallbackInfo& info) {
  Arguments in(info, "completeDevice");
  const uint32_t device = in.Uint32(0, "device");
  const uint32_t code = in.Ok() ? in.Uint32(1, "code") : 0;
  if (in.Ok() && device >= broker_->device_count()) {
    in.RefuseRange("device", "a device's index", info[0]);
  }
  if (in.Ok() && !is_closed_) {
    broker_->CompleteDevice(device, code);
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::Stats(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const broker::BrokerFigures figures = broker_->Figures();
  const Napi::Object stats = Napi::Object::New(env);
  stats.Set("devices", ArrayOf(env, figures.devices));
  stats.Set("secondaries", ArrayOf(env, figures.secondaries));
  const Napi::Object stages = Napi::Object::New(env);
  stages.Set("server", FromBytes(env, figures.server_ns));
  stages.Set("handoff", FromBytes(env, figures.handoff_ns));
  stages.Set("codec", FromBytes(env, figures.codec_ns));
  stages.Set("disk", FromBytes(env, figures.disk_ns));
  stats.Set("stageNs", stages);
  const Napi::Object latency = Napi::Object::New(env);
  latency.Set("p50", FromBytes(env, figures.p50_ns));
  latency.Set("p99", FromBytes(env, figures.p99_ns));
  latency.Set("p999", FromBytes(env, figures.p999_ns));
  latency.Set("max", FromBytes(env, figures.max_ns));
  stats.Set("latencyNs", latency);
  return stats;
}

/// armPeek({device, command, buffer, offset} | null)
Napi::Value BrokerObject::ArmPeek(const Napi::CallbackInfo& info) {
  Arguments in(info, "armPeek");
  if (info[0].IsNull()) {
    broker_->peek().Disarm();
    return info.Env().Undefined();
  }
  const Napi::Object object = in.Object(0, "filter");
  broker::PeekFilter filter;
  uint32_t* const fields[] = {&filter.device, &filter.command, &filter.buffer, &filter.offset};
  const char* const names[] = {"device", "command", "buffer", "offset"};
  for (size_t i = 0; in.Ok() && i < std::size(fields); ++i) {
    *fields[i] = in.AsUint32(in.Field(object, names[i]), names[i]);
  }
  if (in.Ok() && !is_closed_) {
    broker_->peek().Arm(filter);
  }
  return info.Env().Undefined();
}

/// takePeek(): the copy, once, or null.
Napi::Value BrokerObject::TakePeek(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto copy = std::make_unique<broker::PeekCopy>();
  if (!broker_->peek().Take(copy.get())) {
    return env.Null();
  }
  const Napi::Object object = Napi::Object::New(env);
  object.Set("device", copy->device);
  object.Set("command", copy->lease.command);
  object.Set("sequence", copy->lease.sequence);
  object.Set("handle", copy->lease.handle);
  object.Set("size", copy->lease.size);
  object.Set("position", FromBytes(env, static_cast<uint64_t>(copy->lease.position)));
  object.Set("offset", copy->offset);
  object.Set("address", FromBytes(env, copy->address));
  object.Set("takenNs", FromBytes(env, copy->taken_ns));
  Napi::Uint8Array bytes = Napi::Uint8Array::New(env, copy->length);
  std::memcpy(bytes.Data(), copy->bytes.data(), copy->length);
  object.Set("bytes", bytes);
  return object;
}

Napi::Value BrokerObject::CloseFromJs(const Napi::CallbackInfo& info) {
  Close();
  return info.Env().Undefined();
}

Napi::Function BrokerObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("start", &BrokerObject::Start),
                         InstanceMethod("attachSecondary", &BrokerObject::AttachSecondary),
                         InstanceMethod("revokeSecondary", &BrokerObject::RevokeSecondary),
                         InstanceMethod("completeDevice", &BrokerObject::CompleteDevice),
                         InstanceMethod("stats", &BrokerObject::Stats),
                         InstanceMethod("pause", &BrokerObject::Pause),
                         InstanceMethod("run", &BrokerObject::Run),
                         InstanceMethod("runTo", &BrokerObject::RunTo),
                         InstanceMethod("pace", &BrokerObject::Pace),
                         InstanceMethod("setBreakpoint", &BrokerObject::SetBreakpoint),
                         InstanceMethod("go", &BrokerObject::Go),
                         InstanceMethod("inject", &BrokerObject::Inject),
                         InstanceMethod("look", &BrokerObject::Look),
                         InstanceMethod("armPeek", &BrokerObject::ArmPeek),
                         InstanceMethod("takePeek", &BrokerObject::TakePeek),
                         InstanceMethod("close", &BrokerObject::CloseFromJs),
                     });
}

void RegisterBroker(Napi::Env env, Napi::Object exports) {
  exports.Set(BrokerObject::kClassName, BrokerObject::Define(env));
}

}  // namespace handoff::addon
