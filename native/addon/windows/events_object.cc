// SPDX-License-Identifier: MIT
/// addon.vdiEvents: what SQL Server's client library wrote into Windows' application event log.
///
/// Runs on the JavaScript thread: one question after a run that failed, of at most kEventsReadMax
/// entries.
#include <napi.h>

#include <string>
#include <vector>

#include "native/sqlserver/windows_events.h"

namespace handoff::addon {
namespace {

Napi::Value VdiEvents(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsNumber()) {
    Napi::TypeError::New(env, "vdiEvents takes seconds since 1970").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  std::string problem;
  const std::vector<sqlserver::LoggedEvent> found =
      sqlserver::ReadVdiEvents(info[0].As<Napi::Number>().Int64Value(), &problem);
  Napi::Array events = Napi::Array::New(env, found.size());
  for (uint32_t i = 0; i < found.size(); ++i) {
    Napi::Object event = Napi::Object::New(env);
    event.Set("atSeconds", static_cast<double>(found[i].at_seconds));
    event.Set("id", found[i].id);
    event.Set("isError", found[i].is_error);
    event.Set("text", found[i].text);
    events.Set(i, event);
  }
  Napi::Object answer = Napi::Object::New(env);
  answer.Set("events", events);
  answer.Set("problem", problem);
  return answer;
}

}  // namespace

void RegisterVdiEvents(Napi::Env env, Napi::Object exports) {
  exports.Set("vdiEvents", Napi::Function::New(env, VdiEvents, "vdiEvents"));
}

}  // namespace handoff::addon
