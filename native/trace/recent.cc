// SPDX-License-Identifier: MIT
#include "native/trace/recent.h"

#include <algorithm>

#include "native/vdi/vdi.h"

namespace handoff::trace {

namespace {

bool IsTelling(const Event& event) {
  switch (event.kind) {
    case EventKind::kIssued:
      return event.code == vdi::VDC_ClearError;
    case EventKind::kMoved:
      return event.code != 0;
    case EventKind::kCompleted:
    case EventKind::kAcknowledged:
    case EventKind::kAbort:
    case EventKind::kError:
    case EventKind::kSecondaryLost:
    case EventKind::kSecondaryReplaced:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Recent::Add(const Event* events, size_t count) {
  std::copy_if(events, events + count, std::back_inserter(turn_), IsTelling);
}

void Recent::EndTurn() {
  const std::lock_guard lock(mutex_);
  for (const Event& event : turn_) {
    if (ring_.size() < kEventsMax) {
      ring_.push_back(event);
    } else {
      ring_[count_ % kEventsMax] = event;
    }
    ++count_;
  }
  turn_.clear();
}

std::vector<Event> Recent::Since(uint64_t from, uint64_t until, uint64_t* next) const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> events;
  const uint64_t oldest = count_ - ring_.size();
  for (uint64_t at = std::max(from, oldest); at < std::min(until, count_); ++at) {
    events.push_back(ring_[at % kEventsMax]);
  }
  *next = count_;
  return events;
}

}  // namespace handoff::trace
