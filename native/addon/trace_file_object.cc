// SPDX-License-Identifier: MIT
#include "native/addon/trace_file_object.h"

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "native/addon/arguments.h"

namespace handoff::addon {

namespace {

/// Bytes of an ArrayBuffer; with an exception pending when it is none, or of no use.
const uint8_t* BytesOf(Arguments* in, const char* name, size_t unit, size_t bytes_max,
                       size_t* bytes) {
  const Napi::Value value = in->At(0);
  if (!value.IsArrayBuffer()) {
    in->Refuse(name, "an ArrayBuffer", value);
    return nullptr;
  }
  Napi::ArrayBuffer buffer = value.As<Napi::ArrayBuffer>();
  *bytes = buffer.ByteLength();
  if (*bytes == 0 || *bytes > bytes_max || *bytes % unit != 0) {
    in->RefuseRange(name, "within the limits of native/trace/block.h", value);
    return nullptr;
  }
  return static_cast<const uint8_t*>(buffer.Data());
}

}  // namespace

TraceFileObject::TraceFileObject(const Napi::CallbackInfo& info)
    : TaggedObject(info), environment_(Environment::Of(info.Env())) {
  environment_->Register(this);
  Arguments in(info, "TraceFile");
  const Napi::Object options = in.Object(0, "options");
  const std::string path = in.Ok() ? in.AsText(in.Field(options, "path"), "path") : "";
  const uint64_t bytes = in.Ok() ? in.AsUint64(in.Field(options, "bytes"), "bytes") : 0;
  uint64_t bytes_max = UINT64_MAX;
  if (in.Ok() && !in.Field(options, "bytesMax").IsNull()) {
    bytes_max = in.AsUint64(in.Field(options, "bytesMax"), "bytesMax");
  }
  if (!in.Ok()) {
    return;
  }
  platform::File file = platform::File::OpenToAppend(path);
  if (!file.IsOpen()) {
    const int error = errno;
    ThrowWithCode(info.Env(), platform::ErrorName(error),
                  "The trace file cannot be written: " + platform::ErrorText(error) + ".");
    return;
  }
  writer_ = std::make_shared<trace::FileWriter>(std::move(file), bytes, bytes_max);
}

TraceFileObject::~TraceFileObject() {
  TraceFileObject::Close();
  environment_->Unregister(this);
}

void TraceFileObject::Close() {
  writer_ = nullptr;
}

Napi::Value TraceFileObject::Events(const Napi::CallbackInfo& info) {
  Arguments in(info, "events");
  size_t bytes = 0;
  const uint8_t* const data = BytesOf(&in, "events", sizeof(trace::Event),
                                      trace::kBlockEventsMax * sizeof(trace::Event), &bytes);
  if (data != nullptr && writer_ != nullptr) {
    writer_->Events(reinterpret_cast<const trace::Event*>(data), bytes / sizeof(trace::Event));
  }
  return info.Env().Undefined();
}

Napi::Value TraceFileObject::Text(const Napi::CallbackInfo& info) {
  Arguments in(info, "text");
  size_t bytes = 0;
  const uint8_t* const data = BytesOf(&in, "text", 1, trace::kBlockTextMax, &bytes);
  if (data != nullptr && writer_ != nullptr) {
    writer_->Text({data, data + bytes});
  }
  return info.Env().Undefined();
}

Napi::Value TraceFileObject::Figures(const Napi::CallbackInfo& info) {
  Napi::Object figures = Napi::Object::New(info.Env());
  if (writer_ != nullptr) {
    const int problem = writer_->problem();
    figures.Set("bytes", FromBytes(info.Env(), writer_->bytes()));
    figures.Set("droppedEvents", FromBytes(info.Env(), writer_->dropped()));
    figures.Set("isFull", writer_->IsFull());
    figures.Set("problem", problem == 0 ? info.Env().Null()
                                        : Napi::String::New(info.Env(), NameOfErrno(problem)));
  }
  return figures;
}

/// Seals and flushes on a thread, and lets go of `writer` there.
Napi::Promise TraceFileObject::End(const Napi::CallbackInfo& info,
                                   std::shared_ptr<trace::FileWriter> writer) {
  return RunOnThread(info.Env(), info.This().As<Napi::Object>(),
                     [writer = std::move(writer)]() mutable -> Settle {
                       if (writer != nullptr) {
                         writer->Seal(true);
                         writer->Flush();
                         writer = nullptr;
                       }
                       return [](Napi::Env env, const Napi::Promise::Deferred& deferred) {
                         deferred.Resolve(env.Undefined());
                       };
                     });
}

Napi::Value TraceFileObject::Flush(const Napi::CallbackInfo& info) {
  return End(info, writer_);
}

Napi::Value TraceFileObject::CloseFromJs(const Napi::CallbackInfo& info) {
  return End(info, std::exchange(writer_, nullptr));
}

Napi::Function TraceFileObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("events", &TraceFileObject::Events),
                         InstanceMethod("text", &TraceFileObject::Text),
                         InstanceMethod("figures", &TraceFileObject::Figures),
                         InstanceMethod("flush", &TraceFileObject::Flush),
                         InstanceMethod("close", &TraceFileObject::CloseFromJs),
                     });
}

void RegisterTraceFile(Napi::Env env, Napi::Object exports) {
  exports.Set(TraceFileObject::kClassName, TraceFileObject::Define(env));
}

}  // namespace handoff::addon
