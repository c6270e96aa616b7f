// SPDX-License-Identifier: MIT
#include "native/addon/trace_file_object.h"

#include <cerrno>
#include <utility>
#include <vector>

#include "native/addon/arguments.h"
#include "native/platform/file.h"

namespace handoff::addon {

namespace {

/// How a file is.
struct FileFigures {
  uint64_t bytes;
  uint64_t dropped;
  bool is_full;
  int problem;
};

FileFigures FiguresOf(const trace::FileWriter& writer) {
  return {writer.bytes(), writer.dropped(), writer.IsFull(), writer.problem()};
}

Napi::Object ToJs(Napi::Env env, const FileFigures& figures) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("bytes", FromBytes(env, figures.bytes));
  object.Set("droppedEvents", FromBytes(env, figures.dropped));
  object.Set("isFull", figures.is_full);
  if (figures.problem == 0) {
    object.Set("problem", env.Null());
  } else {
    object.Set("problem", platform::ErrorName(figures.problem));
  }
  return object;
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
  const auto bytes = in.Bytes(0, "events", sizeof(trace::Event), sizeof(trace::Event),
                              trace::kBlockEventsMax * sizeof(trace::Event));
  if (in.Ok() && writer_ != nullptr) {
    writer_->Events(reinterpret_cast<const trace::Event*>(bytes.data()),
                    bytes.size() / sizeof(trace::Event));
  }
  return info.Env().Undefined();
}

Napi::Value TraceFileObject::Text(const Napi::CallbackInfo& info) {
  Arguments in(info, "text");
  const auto bytes = in.Bytes(0, "text", 1, 1, trace::kBlockTextMax);
  if (in.Ok() && writer_ != nullptr) {
    writer_->Text({bytes.begin(), bytes.end()});
  }
  return info.Env().Undefined();
}

/// Of a closed file nothing: close() gave the last ones.
Napi::Value TraceFileObject::Figures(const Napi::CallbackInfo& info) {
  return writer_ != nullptr ? ToJs(info.Env(), FiguresOf(*writer_)) : info.Env().Null();
}

/// Seals and flushes on a thread, and lets go of `writer` there.
Napi::Promise TraceFileObject::End(const Napi::CallbackInfo& info,
                                   std::shared_ptr<trace::FileWriter> writer) {
  return RunOnThread(info.Env(), info.This().As<Napi::Object>(),
                     [writer = std::move(writer)]() mutable -> Settle {
                       FileFigures figures = {};
                       if (writer != nullptr) {
                         writer->Seal(true);
                         writer->Flush();  // That it was in vain, the figures say.
                         figures = FiguresOf(*writer);
                         writer = nullptr;
                       }
                       return [figures](Napi::Env env, const Napi::Promise::Deferred& deferred) {
                         deferred.Resolve(ToJs(env, figures));
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
