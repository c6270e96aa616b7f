// SPDX-License-Identifier: MIT
#include "native/addon/control_values.h"

#include "native/addon/arguments.h"
#include "native/vdi/vdi.h"

namespace handoff::addon {

namespace {

using broker::FaultKind;

struct FaultName {
  const char* name;
  FaultKind kind;
};
/// Names as in electron/contract/job.ts. Those of the server are not listed: they are not ours.
constexpr FaultName kFaultNames[] = {
    {"secondary-crash", FaultKind::kSecondaryCrash},
    {"secondary-hang", FaultKind::kSecondaryHang},
    {"media-full", FaultKind::kMediaFull},
    {"media-error", FaultKind::kMediaError},
    {"bad-handle", FaultKind::kStaleHandle},
    {"client-timeout", FaultKind::kClientTimeout},
    {"disk-full", FaultKind::kDiskFull},
    {"foreign-handle", FaultKind::kForeignHandle},
    {"interior-handle", FaultKind::kInteriorHandle},
    {"double-completion", FaultKind::kDoubleCompletion},
    {"completion-order", FaultKind::kCompletionOrder},
    {"io-error", FaultKind::kIoError},
};

/// The devices of a breakpoint as bits; an empty list means all.
uint64_t DevicesFrom(Arguments* in, Napi::Value value) {
  uint64_t bits = 0;
  for (const uint32_t device : in->AsUint32s(value, "devices", vdi::kDeviceCountMax)) {
    if (device >= vdi::kDeviceCountMax) {
      in->RefuseRange("devices", "indexes below 64", value);
      return 0;
    }
    bits |= uint64_t{1} << device;
  }
  return bits == 0 ? ~uint64_t{0} : bits;
}

}  // namespace

bool FaultKindOf(const std::string& name, FaultKind* kind) {
  for (const FaultName& known : kFaultNames) {
    if (name == known.name) {
      *kind = known.kind;
      return true;
    }
  }
  return false;
}

uint32_t FaultBitsOf(const std::string& name) {
  FaultKind kind = FaultKind::kCount;
  return FaultKindOf(name, &kind) ? broker::FaultBit(kind) : 0;
}

const char* NameOf(FaultKind kind) {
  for (const FaultName& known : kFaultNames) {
    if (known.kind == kind) {
      return known.name;
    }
  }
  return "";
}

broker::Breakpoint BreakpointFrom(Arguments* in, Napi::Value value) {
  broker::Breakpoint breakpoint;
  const Napi::Object object = in->AsObject(value, "breakpoint");
  const auto number = [&](const char* name) {
    return in->Ok() ? in->AsUint32(in->Field(object, name), name) : 0;
  };
  const auto whole = [&](const char* name) {
    return in->Ok() ? in->AsUint64(in->Field(object, name), name) : 0;
  };
  const auto flag = [&](const char* name) {
    return in->Ok() && in->AsBool(in->Field(object, name), name) ? 1u : 0u;
  };
  breakpoint.stages = number("stages");
  breakpoint.commands = number("commands");
  breakpoint.size_min = number("sizeMin");
  breakpoint.size_max = number("sizeMax");
  breakpoint.code_rule = static_cast<broker::Breakpoint::CodeRule>(number("codeRule"));
  breakpoint.code = number("code");
  breakpoint.latency_min_ns = whole("latencyNs");
  breakpoint.ordinal = whole("ordinal");
  breakpoint.is_once = flag("isOnce");
  breakpoint.does_stop = flag("doesStop");
  if (in->Ok() && breakpoint.code_rule > broker::Breakpoint::CodeRule::kFailure) {
    in->RefuseRange("codeRule", "0 to 2", object.Get("codeRule"));
  }
  if (in->Ok()) {
    breakpoint.devices = DevicesFrom(in, in->Field(object, "devices"));
  }
  const auto position = [&](const char* name, int64_t* to) {
    const Napi::Value given = in->Ok() ? in->Field(object, name) : Napi::Value();
    if (in->Ok() && !given.IsNull()) {
      *to = in->AsInt64(given, name);
    }
  };
  position("positionFrom", &breakpoint.position_from);
  position("positionTo", &breakpoint.position_to);
  if (in->Ok()) {
    breakpoint.faults =
        FaultBitsOf(in->AsTextOrNull(in->Field(object, "fault"), "fault").value_or(""));
  }
  return breakpoint;
}

Napi::Object ToJs(Napi::Env env, const broker::ControlLook& look) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("holdStages", look.hold_stages);
  object.Set("paceNs", FromBytes(env, look.pace_ns));
  const Napi::Array held = Napi::Array::New(env, look.held.size());
  for (uint32_t i = 0; i < look.held.size(); ++i) {
    const broker::HeldCommand& each = look.held[i];
    const Napi::Object command = Napi::Object::New(env);
    command.Set("device", each.device);
    command.Set("sequence", each.sequence);
    command.Set("stage", each.stage);
    command.Set("breakpoint", each.breakpoint);
    command.Set("command", each.command);
    command.Set("size", each.size);
    command.Set("handle", each.handle);
    command.Set("position", static_cast<double>(each.position));
    command.Set("sinceNs", FromBytes(env, each.since_ns));
    held.Set(i, command);
  }
  object.Set("held", held);
  const Napi::Array breakpoints = Napi::Array::New(env, broker::kBreakpointsMax);
  for (uint32_t i = 0; i < broker::kBreakpointsMax; ++i) {
    const Napi::Object breakpoint = Napi::Object::New(env);
    breakpoint.Set("isArmed", look.breakpoints[i].is_armed);
    breakpoint.Set("hits", FromBytes(env, look.breakpoints[i].hits));
    breakpoints.Set(i, breakpoint);
  }
  object.Set("breakpoints", breakpoints);
  return object;
}

}  // namespace handoff::addon
