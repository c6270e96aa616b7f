// SPDX-License-Identifier: MIT
/// addon.Trace: the trace segment as the primary sees it, and the pump that drains it.
/// Threads: the JavaScript thread. Ownership: the segment's name is removed by close or the
/// collector.
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "native/addon/addon.h"
#include "native/trace/pump.h"
#include "native/trace/trace.h"

namespace handoff::addon {

class TraceObject : public TaggedObject<TraceObject>, public Closable {
 public:
  static constexpr napi_type_tag kTypeTag = {0x2be1740f93ac4d58u, 0xa6c94d01b87f3e25u};
  static constexpr const char* kClassName = "Trace";

  explicit TraceObject(const Napi::CallbackInfo& info);
  ~TraceObject() override;

  static Napi::Function Define(Napi::Env env);
  void Interrupt() override {}
  void Close() override;

 private:
  Napi::Value Record(const Napi::CallbackInfo& info);
  Napi::Value Watch(const Napi::CallbackInfo& info);
  Napi::Value Sample(const Napi::CallbackInfo& info);
  Napi::Value Recent(const Napi::CallbackInfo& info);
  Napi::Value Failure(const Napi::CallbackInfo& info);
  Napi::Value Slowest(const Napi::CallbackInfo& info);
  Napi::Value Gaps(const Napi::CallbackInfo& info);
  Napi::Value NewestCommands(const Napi::CallbackInfo& info);
  Napi::Value Dropped(const Napi::CallbackInfo& info);
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value CloseFromJs(const Napi::CallbackInfo& info);

  std::shared_ptr<Environment> environment_;
  std::shared_ptr<trace::Segment> segment_;
  std::unique_ptr<trace::Pump> pump_;  ///< kept when it has ended: it can still be asked
  trace::Writer writer_;               ///< claimed with the first write
  bool has_writer_ = false;
  uint64_t dropped_ = 0;  ///< as it was when the segment was closed
};

}  // namespace handoff::addon
