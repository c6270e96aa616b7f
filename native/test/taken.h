// SPDX-License-Identifier: MIT
/// What waits in a trace segment, as a list.
#pragma once

#include <vector>

#include "native/trace/trace.h"

namespace handoff::test {

inline std::vector<trace::Event> Taken(trace::Segment* segment) {
  std::vector<trace::Event> events;
  segment->Take([&events](const trace::Event* piece, size_t count) {
    events.insert(events.end(), piece, piece + count);
  });
  return events;
}

}  // namespace handoff::test
