// SPDX-License-Identifier: MIT
/// addon.vdiEvents: what SQL Server's client library wrote into Windows' application event log.
///
/// Read on a native thread: a log may be large, damaged or slow to open.
#include <napi.h>

#include <string>
#include <utility>
#include <vector>

#include "native/addon/addon.h"
#include "native/addon/arguments.h"
#include "native/sqlserver/windows_events.h"

namespace handoff::addon {
namespace {

Napi::Object ToJs(Napi::Env env, const sqlserver::LoggedEvent& event) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("atSeconds", static_cast<double>(event.at_seconds));
  object.Set("id", event.id);
  object.Set("isError", event.is_error);
  object.Set("text", event.text);
  return object;
}

Napi::Value VdiEvents(const Napi::CallbackInfo& info) {
  Arguments in(info, "vdiEvents");
  const int64_t since_seconds = in.Int64(0, "sinceSeconds");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(info.Env(), Napi::Object(), [since_seconds]() -> Settle {
    std::string problem;
    std::vector<sqlserver::LoggedEvent> found = sqlserver::ReadVdiEvents(since_seconds, &problem);
    return [found = std::move(found), problem = std::move(problem)](
               Napi::Env env, const Napi::Promise::Deferred& deferred) {
      Napi::Array events = Napi::Array::New(env, found.size());
      for (uint32_t i = 0; i < found.size(); ++i) {
        events.Set(i, ToJs(env, found[i]));
      }
      Napi::Object answer = Napi::Object::New(env);
      answer.Set("events", events);
      answer.Set("problem", problem);
      deferred.Resolve(answer);
    };
  });
}

}  // namespace

void RegisterVdiEvents(Napi::Env env, Napi::Object exports) {
  exports.Set("vdiEvents", Napi::Function::New(env, VdiEvents, "vdiEvents"));
}

}  // namespace handoff::addon
