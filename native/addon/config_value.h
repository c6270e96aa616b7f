// SPDX-License-Identifier: MIT
/// VDConfig as a JavaScript object with Microsoft's field names, in both directions.
#pragma once

#include <napi.h>

#include "native/addon/arguments.h"
#include "native/vdi/vdi.h"

namespace handoff::addon {

/// Missing fields are zero: no wish.
vdi::VDConfig ReadConfig(Arguments* in, size_t index);

Napi::Object ToJs(Napi::Env env, const vdi::VDConfig& config);

}  // namespace handoff::addon
