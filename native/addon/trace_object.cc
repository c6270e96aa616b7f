// SPDX-License-Identifier: MIT
#include "native/addon/trace_object.h"

#include <cerrno>
#include <cstring>

#include "native/addon/arguments.h"
#include "native/addon/trace_file_object.h"
#include "native/platform/file.h"
#include "native/vdi/vdi.h"

namespace handoff::addon {

namespace {

Napi::ArrayBuffer ToBuffer(Napi::Env env, const std::vector<trace::Event>& events) {
  const size_t bytes = events.size() * sizeof(trace::Event);
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, bytes);
  if (bytes > 0) {
    std::memcpy(buffer.Data(), events.data(), bytes);
  }
  return buffer;
}

Napi::Object ToObject(Napi::Env env, const trace::SlowCommand& command) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("device", command.device);
  object.Set("sequence", command.sequence);
  object.Set("command", command.command);
  object.Set("receivedNs", FromBytes(env, command.received_ns));
  object.Set("leasedNs", FromBytes(env, command.leased_ns));
  object.Set("mappedNs", FromBytes(env, command.mapped_ns));
  object.Set("movedNs", FromBytes(env, command.moved_ns));
  object.Set("completedNs", FromBytes(env, command.completed_ns));
  object.Set("mapNs", FromBytes(env, command.map_ns));
  return object;
}

Napi::Object ToObject(Napi::Env env, const trace::Gap& gap) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("lostNs", FromBytes(env, gap.lost_ns));
  object.Set("replacedNs", FromBytes(env, gap.replaced_ns));
  return object;
}

template <class T>
Napi::Array ToArray(Napi::Env env, const std::vector<T>& list) {
  Napi::Array array = Napi::Array::New(env, list.size());
  for (uint32_t i = 0; i < list.size(); ++i) {
    array.Set(i, ToObject(env, list[i]));
  }
  return array;
}

}  // namespace

TraceObject::TraceObject(const Napi::CallbackInfo& info)
    : TaggedObject(info), environment_(Environment::Of(info.Env())) {
  environment_->Register(this);
  Arguments in(info, "Trace");
  const Napi::Object options = in.Object(0, "options");
  const std::string name = in.Ok() ? in.AsText(in.Field(options, "name"), "name") : "";
  const uint32_t lanes = in.Ok() ? in.AsUint32(in.Field(options, "lanes"), "lanes") : 0;
  const uint32_t events =
      in.Ok() ? in.AsUint32(in.Field(options, "eventsPerLane"), "eventsPerLane") : 0;
  const uint32_t devices =
      in.Ok() ? in.AsUint32(in.Field(options, "deviceCount"), "deviceCount") : 0;
  if (in.Ok() && devices > vdi::kDeviceCountMax) {
    in.RefuseRange("deviceCount", "at most 64", options);
  }
  if (!in.Ok()) {
    return;
  }
  segment_ = trace::Segment::Create(name, lanes, events);
  if (segment_ == nullptr) {
    const int error = errno;
    ThrowWithCode(
        info.Env(), platform::ErrorName(error),
        "The trace segment " + name + " cannot be made: " + platform::ErrorText(error) + ".");
    return;
  }
  pump_ = std::make_unique<trace::Pump>(segment_, devices);
}

TraceObject::~TraceObject() {
  TraceObject::Close();
  environment_->Unregister(this);
}

void TraceObject::Close() {
  if (segment_ != nullptr) {
    pump_->Stop();
    dropped_ = segment_->Dropped();
    writer_ = trace::Writer();
    segment_->Unlink();
    segment_ = nullptr;
  }
}

Napi::Value TraceObject::Record(const Napi::CallbackInfo& info) {
  const TraceFileObject* const file = TraceFileObject::Unwrap(info[0]);
  if (file != nullptr && pump_ != nullptr) {
    pump_->Record(file->writer());
  }
  return info.Env().Undefined();
}

Napi::Value TraceObject::Watch(const Napi::CallbackInfo& info) {
  Arguments in(info, "watch");
  const bool is_watched = in.AsBool(in.At(0), "isWatched");
  if (in.Ok() && pump_ != nullptr) {
    pump_->Watch(is_watched);
  }
  return info.Env().Undefined();
}

Napi::Value TraceObject::Sample(const Napi::CallbackInfo& info) {
  uint32_t every = 1;
  std::vector<trace::Event> events;
  if (pump_ != nullptr) {
    events = pump_->sample().Fetch(&every);
  }
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("sampleEvery", every);
  result.Set("events", ToBuffer(info.Env(), events));
  return result;
}

Napi::Value TraceObject::Recent(const Napi::CallbackInfo& info) {
  Arguments in(info, "recent");
  const uint64_t from = in.Uint64(0, "from");
  const uint64_t until = in.Ok() ? in.Uint64(1, "until") : 0;
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  uint64_t next = from;
  std::vector<trace::Event> events;
  if (pump_ != nullptr) {
    events = pump_->recent().Since(from, until, &next);
  }
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("next", FromBytes(info.Env(), next));
  result.Set("events", ToBuffer(info.Env(), events));
  return result;
}

Napi::Value TraceObject::Failure(const Napi::CallbackInfo& info) {
  const std::vector<trace::Event> none;
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("failed", ToBuffer(info.Env(), pump_ != nullptr ? pump_->failing().Failed() : none));
  result.Set("near", ToBuffer(info.Env(), pump_ != nullptr ? pump_->failing().Near() : none));
  return result;
}

Napi::Value TraceObject::Slowest(const Napi::CallbackInfo& info) {
  return ToArray(info.Env(),
                 pump_ != nullptr ? pump_->scan().Slowest() : std::vector<trace::SlowCommand>());
}

Napi::Value TraceObject::Gaps(const Napi::CallbackInfo& info) {
  return ToArray(info.Env(), pump_ != nullptr ? pump_->scan().Gaps() : std::vector<trace::Gap>());
}

Napi::Value TraceObject::NewestCommands(const Napi::CallbackInfo& info) {
  const uint32_t count = pump_ != nullptr ? pump_->scan().device_count() : 0;
  Napi::Array array = Napi::Array::New(info.Env(), count);
  for (uint32_t i = 0; i < count; ++i) {
    array.Set(i, Napi::Number::New(info.Env(), pump_->scan().NewestCommand(i)));
  }
  return array;
}

Napi::Value TraceObject::Dropped(const Napi::CallbackInfo& info) {
  return FromBytes(info.Env(), segment_ != nullptr ? segment_->Dropped() : dropped_);
}

Napi::Value TraceObject::Write(const Napi::CallbackInfo& info) {
  Arguments in(info, "write");
  const Napi::Object object = in.Object(0, "event");
  trace::Event event = {};
  const auto number = [&](const char* name) {
    return in.Ok() ? in.AsUint32(in.Field(object, name), name) : 0;
  };
  event.kind = static_cast<trace::EventKind>(number("kind"));
  event.device = static_cast<uint8_t>(number("device"));
  event.sequence = number("sequence");
  event.handle = number("handle");
  event.size = number("size");
  event.code = number("code");
  event.position = in.Ok() ? in.AsInt64(in.Field(object, "position"), "position") : 0;
  event.address = in.Ok() ? in.AsUint64(in.Field(object, "address"), "address") : 0;
  if (in.Ok() && segment_ != nullptr) {
    if (!has_writer_) {
      writer_ = segment_->NewWriter(trace::kActorPrimary);
      has_writer_ = true;
    }
    writer_.Write(event);
  }
  return info.Env().Undefined();
}

Napi::Value TraceObject::CloseFromJs(const Napi::CallbackInfo& info) {
  Close();
  return info.Env().Undefined();
}

Napi::Function TraceObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("record", &TraceObject::Record),
                         InstanceMethod("failure", &TraceObject::Failure),
                         InstanceMethod("watch", &TraceObject::Watch),
                         InstanceMethod("sample", &TraceObject::Sample),
                         InstanceMethod("recent", &TraceObject::Recent),
                         InstanceMethod("slowest", &TraceObject::Slowest),
                         InstanceMethod("gaps", &TraceObject::Gaps),
                         InstanceMethod("newestCommands", &TraceObject::NewestCommands),
                         InstanceMethod("dropped", &TraceObject::Dropped),
                         InstanceMethod("write", &TraceObject::Write),
                         InstanceMethod("close", &TraceObject::CloseFromJs),
                     });
}

void RegisterTrace(Napi::Env env, Napi::Object exports) {
  exports.Set(TraceObject::kClassName, TraceObject::Define(env));
}

}  // namespace handoff::addon
