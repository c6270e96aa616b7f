// SPDX-License-Identifier: MIT
/// Step, slow motion and breakpoints between JavaScript and native/broker: values only.
///
/// Threads: the JavaScript thread.
#pragma once

#include <napi.h>

#include <string>

#include "native/broker/controller.h"

namespace handoff::addon {

class Arguments;

/// Bits of the fault with this name; 0 for a fault of the server, which is not ours.
uint32_t FaultBitsOf(const std::string& name);
/// Kind by name. @return false for a fault of the server
bool FaultKindOf(const std::string& name, broker::FaultKind* kind);
const char* NameOf(broker::FaultKind kind);

/// NativeBreakpoint of electron/vdi/addon.ts. Look at in->Ok() before the result is used.
broker::Breakpoint BreakpointFrom(Arguments* in, Napi::Value value);
/// NativeControl of electron/vdi/addon.ts.
Napi::Object ToJs(Napi::Env env, const broker::ControlLook& look);

}  // namespace handoff::addon
