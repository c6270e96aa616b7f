// SPDX-License-Identifier: MIT
/// Media between C++ and JavaScript: specifications in, summaries out; addon.verifyMedium and
/// addon.seekTable.
#pragma once

#include <napi.h>

#include <vector>

#include "native/addon/arguments.h"
#include "native/broker/device_server.h"
#include "native/broker/summary.h"

namespace handoff::addon {

/// NativeMedium[]; throws on the first wrong value (see Arguments).
std::vector<broker::MediumSpec> ReadMedia(Arguments* in, size_t index);

/// NativeMediumSummary.
Napi::Object ToJs(Napi::Env env, uint32_t device, const broker::MediumSummary& summary);

}  // namespace handoff::addon
