// SPDX-License-Identifier: MIT
/// addon.processGone, processBirth and nowNs: what the control plane needs to know of other
/// processes and of the trace's clock.
#include <napi.h>

#include <cerrno>
#include <utility>

#include "native/addon/addon.h"
#include "native/addon/arguments.h"
#include "native/platform/clock.h"
#include "native/platform/process_handle.h"
#include "native/platform/process_watch.h"

namespace handoff::addon {
namespace {

/// True when the process has ended (a zombie counts as ended), false when time or the environment
/// ended.
bool WaitForEnd(uint32_t pid, uint32_t timeout_ms, const Stop& stop) {
  const platform::ProcessHandle process = platform::ProcessHandle::Open(pid);
  if (!process.IsOpen()) {
    return errno == ESRCH;
  }
  return process.WaitForEnd(timeout_ms, stop.alarm());
}

Napi::Value ProcessGone(const Napi::CallbackInfo& info) {
  Arguments in(info, "processGone");
  const int32_t pid = in.Int32(0, "pid");
  const uint32_t timeout_ms = in.Uint32(1, "timeoutMs");
  if (in.Ok() && pid <= 0) {
    in.RefuseRange("pid", "the number of a process", info[0]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  const std::shared_ptr<Stop> stop = Environment::Of(info.Env())->Stopping();
  return RunOnThread(info.Env(), Napi::Object(), [pid, timeout_ms, stop]() -> Settle {
    const bool gone = WaitForEnd(static_cast<uint32_t>(pid), timeout_ms, *stop);
    return [gone](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      deferred.Resolve(Napi::Boolean::New(env, gone));
    };
  });
}

Napi::Value ProcessBirth(const Napi::CallbackInfo& info) {
  Arguments in(info, "processBirth");
  const uint32_t pid = in.Uint32(0, "pid");
  if (!in.Ok() || !platform::IsAlive({pid, 0})) {
    return info.Env().Null();
  }
  return Napi::BigInt::New(info.Env(), platform::ProcessStartTime(pid));
}

Napi::Value NowNsOf(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), platform::NowNs());
}

}  // namespace

void RegisterProcess(Napi::Env env, Napi::Object exports) {
  exports.Set("processGone", Napi::Function::New(env, ProcessGone, "processGone"));
  exports.Set("processBirth", Napi::Function::New(env, ProcessBirth, "processBirth"));
  exports.Set("nowNs", Napi::Function::New(env, NowNsOf, "nowNs"));
}

}  // namespace handoff::addon
