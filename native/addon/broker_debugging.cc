// SPDX-License-Identifier: MIT
/// addon.Broker's calls for who debugs a run: each finds the controller of the broker and does as
/// it says (native/broker/controller.h). Once the broker is closed they do nothing.
#include "native/addon/arguments.h"
#include "native/addon/broker_object.h"
#include "native/addon/control_values.h"

namespace handoff::addon {

namespace {

/// The argument `index` of a breakpoint.
uint32_t BreakpointIndex(Arguments* in, const Napi::Value& value) {
  const uint32_t index = in->Uint32(0, "index");
  if (in->Ok() && index >= broker::kBreakpointsMax) {
    in->RefuseRange("index", "below 16", value);
  }
  return index;
}

}  // namespace

Napi::Value BrokerObject::Pause(const Napi::CallbackInfo& info) {
  Arguments in(info, "pause");
  const uint32_t stages = in.Uint32(0, "stages");
  if (in.Ok() && !is_closed_) {
    broker_->controller()->Pause(stages);
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::Run(const Napi::CallbackInfo& info) {
  if (!is_closed_) {
    broker_->controller()->Run();
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::Pace(const Napi::CallbackInfo& info) {
  Arguments in(info, "pace");
  const uint64_t pace_ns = in.Uint64(0, "paceNs");
  if (in.Ok() && !is_closed_) {
    broker_->controller()->Pace(pace_ns);
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::RunTo(const Napi::CallbackInfo& info) {
  Arguments in(info, "runTo");
  const uint32_t index = BreakpointIndex(&in, info[0]);
  if (in.Ok() && !is_closed_) {
    const broker::Breakpoint breakpoint = BreakpointFrom(&in, info[1]);
    if (in.Ok()) {
      broker_->controller()->RunTo(index, breakpoint);
    }
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::SetBreakpoint(const Napi::CallbackInfo& info) {
  Arguments in(info, "setBreakpoint");
  const uint32_t index = BreakpointIndex(&in, info[0]);
  if (!in.Ok() || is_closed_) {
    return info.Env().Undefined();
  }
  if (info[1].IsNull()) {
    broker_->controller()->SetBreakpoint(index, nullptr);
    return info.Env().Undefined();
  }
  const broker::Breakpoint breakpoint = BreakpointFrom(&in, info[1]);
  if (in.Ok()) {
    broker_->controller()->SetBreakpoint(index, &breakpoint);
  }
  return info.Env().Undefined();
}

Napi::Value BrokerObject::Go(const Napi::CallbackInfo& info) {
  Arguments in(info, "go");
  const uint32_t device = in.Uint32(0, "device");
  const uint32_t sequence = in.Ok() ? in.Uint32(1, "sequence") : 0;
  const bool was_held = in.Ok() && !is_closed_ && broker_->controller()->Go(device, sequence);
  return Napi::Boolean::New(info.Env(), was_held);
}

Napi::Value BrokerObject::Inject(const Napi::CallbackInfo& info) {
  Arguments in(info, "inject");
  const uint32_t device = in.Uint32(0, "device");
  const uint32_t sequence = in.Ok() ? in.Uint32(1, "sequence") : 0;
  const uint32_t faults = in.Ok() ? FaultBitsOf(in.Text(2, "fault")) : 0;
  const bool was_held =
      in.Ok() && !is_closed_ && broker_->controller()->Inject(device, sequence, faults);
  return Napi::Boolean::New(info.Env(), was_held);
}

Napi::Value BrokerObject::Look(const Napi::CallbackInfo& info) {
  return addon::ToJs(info.Env(), broker_->Look());
}

}  // namespace handoff::addon
