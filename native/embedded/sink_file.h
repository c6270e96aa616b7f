// SPDX-License-Identifier: MIT
/// The two sinks that have files.
#pragma once

#include <memory>
#include <string>

#include "native/embedded/sink.h"

namespace handoff::embedded {

/// Writes `file`.partial, which gets its final name at Publish. Refuses an existing `file` unless
/// `force`, and a `.partial` that another process writes.
std::unique_ptr<Sink> OpenIntoSink(const std::string& file, bool force, Problem* problem);

/// Compares with `file`, every byte and the length.
std::unique_ptr<Sink> OpenCompareSink(const std::string& file, Problem* problem);

}  // namespace handoff::embedded
