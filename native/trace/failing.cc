// SPDX-License-Identifier: MIT
#include "native/trace/failing.h"

namespace handoff::trace {

namespace {

bool HasFailed(const Event& event) {
  switch (event.kind) {
    case EventKind::kMoved:
    case EventKind::kCompleted:
    case EventKind::kAcknowledged:
      return event.code != 0;
    case EventKind::kError:
    case EventKind::kAbort:
    case EventKind::kSecondaryLost:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Failing::Take(const Event* events, size_t count) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < count; ++i) {
    KeepNear(events[i]);
    if (!HasFailed(events[i])) {
      continue;
    }
    if (failed_.size() < kFailingMax) {
      failed_.push_back(events[i]);
    }
    has_failed_ = has_failed_ || events[i].kind != EventKind::kSecondaryLost;
  }
}

void Failing::KeepNear(const Event& event) {
  if (has_failed_) {
    if (after_.size() < kNearEvents) {
      after_.push_back(event);
    }
  } else if (before_.size() < kNearEvents) {
    before_.push_back(event);
    ++before_count_;
  } else {
    before_[before_count_ % kNearEvents] = event;
    ++before_count_;
  }
}

std::vector<Event> Failing::Failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

std::vector<Event> Failing::Near() const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> events;
  events.reserve(before_.size() + after_.size());
  const uint64_t oldest = before_count_ - before_.size();
  for (uint64_t at = oldest; at < before_count_; ++at) {
    events.push_back(before_[at % kNearEvents]);
  }
  events.insert(events.end(), after_.begin(), after_.end());
  return events;
}

}  // namespace handoff::trace
