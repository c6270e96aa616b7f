// SPDX-License-Identifier: MIT
/// addon.TraceFile: a trace file that is being written, by a pump or by hand.
/// Threads: the JavaScript thread; flushing and closing run on one of their own. Ownership: a copy
/// of the descriptor.
#pragma once

#include <napi.h>

#include <memory>

#include "native/addon/addon.h"
#include "native/trace/file_writer.h"

namespace handoff::addon {

class TraceFileObject : public TaggedObject<TraceFileObject>, public Closable {
 public:
  static constexpr napi_type_tag kTypeTag = {0x91c05e7ab2d84f36u, 0xb8d21f60c57e9a14u};
  static constexpr const char* kClassName = "TraceFile";

  explicit TraceFileObject(const Napi::CallbackInfo& info);
  ~TraceFileObject() override;

  static Napi::Function Define(Napi::Env env);
  void Interrupt() override {}
  void Close() override;

  /// Null once it was closed.
  const std::shared_ptr<trace::FileWriter>& writer() const {
    return writer_;
  }

 private:
  Napi::Value Events(const Napi::CallbackInfo& info);
  Napi::Value Text(const Napi::CallbackInfo& info);
  Napi::Value Figures(const Napi::CallbackInfo& info);
  Napi::Value Flush(const Napi::CallbackInfo& info);
  Napi::Value CloseFromJs(const Napi::CallbackInfo& info);
  static Napi::Promise End(const Napi::CallbackInfo& info,
                           std::shared_ptr<trace::FileWriter> writer);

  std::shared_ptr<Environment> environment_;
  std::shared_ptr<trace::FileWriter> writer_;
};

}  // namespace handoff::addon
