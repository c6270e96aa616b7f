// SPDX-License-Identifier: MIT
/// addon.runStatement and addon.streamBytes: the embedded server for JavaScript.
///
/// Threads: a statement runs on threads of its own; its promise and its messages arrive on the
/// JavaScript thread. An ending environment aborts the statements that run.
#pragma once

#include <napi.h>

#include "native/addon/arguments.h"
#include "native/embedded/database.h"

namespace handoff::addon {

/// Reads a NativeDatabase of electron/vdi/addon.ts; meaningless when `in` is not Ok after it.
embedded::DatabaseSpec DatabaseFrom(Arguments* in, Napi::Value value);

void RegisterServer(Napi::Env env, Napi::Object exports);

}  // namespace handoff::addon
