// SPDX-License-Identifier: MIT
/// addon.moveInProcess: the reference of the benchmarks. The server's own fill and the null
/// medium's own copy, one after the other in one thread, with no handoff between them.
///
/// Threads: runs on a native thread of its own; the promise is settled on the JavaScript thread.
#pragma once

#include <napi.h>

namespace handoff::addon {

void RegisterBench(Napi::Env env, Napi::Object exports);

}  // namespace handoff::addon
