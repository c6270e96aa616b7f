// SPDX-License-Identifier: MIT
#include "native/trace/sample.h"

#include <algorithm>
#include <utility>

namespace handoff::trace {

namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;
/// What a turn may bring is reckoned for no less than this.
constexpr uint64_t kTurnNsMin = 5'000'000;
constexpr uint64_t kCalmNs = 500'000'000;
constexpr uint32_t kEveryMax = 1u << 31;

bool IsIn(const Event& event, uint32_t every) {
  return event.kind > EventKind::kAcknowledged || (event.sequence & (every - 1)) == 0;
}

}  // namespace

void Sample::Begin(uint64_t events, uint64_t turn_ns) {
  const uint64_t span_ns = std::max(turn_ns, kTurnNsMin);
  const uint64_t allowed = per_second_ * span_ns / kNsPerSecond;
  saved_ = std::min(saved_ + allowed, std::max(kSavedMax, allowed));
  uint32_t wanted = 1;
  while (wanted < kEveryMax && events / wanted > saved_) {
    wanted *= 2;
  }
  saved_ -= events / std::max(wanted, turn_every_);
  calm_ns_ = wanted < turn_every_ ? calm_ns_ + turn_ns : 0;
  if (wanted > turn_every_) {
    turn_every_ = wanted;
  } else if (calm_ns_ >= kCalmNs) {
    turn_every_ /= 2;
    calm_ns_ = 0;
  }
}

void Sample::Add(const Event* events, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (IsIn(events[i], turn_every_)) {
      turn_.push_back(events[i]);
    }
  }
}

void Sample::End() {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      waiting_every_ = turn_every_;
      std::swap(waiting_, turn_);
    } else {
      ThinWaiting(std::max(waiting_every_, turn_every_));
      std::copy_if(turn_.begin(), turn_.end(), std::back_inserter(waiting_),
                   [this](const Event& event) { return IsIn(event, waiting_every_); });
    }
    while (waiting_.size() > kWaitingMax && waiting_every_ < kEveryMax) {
      ThinWaiting(2 * waiting_every_);
    }
    // Only what belongs to no command is left: the newest is missing then.
    waiting_.resize(std::min(waiting_.size(), kWaitingMax));
  }
  turn_.clear();
}

std::vector<Event> Sample::Fetch(uint32_t* every) {
  const std::lock_guard lock(mutex_);
  *every = waiting_every_;
  return std::exchange(waiting_, {});
}

void Sample::ThinWaiting(uint32_t every) {
  if (every != waiting_every_) {
    waiting_every_ = every;
    std::erase_if(waiting_, [every](const Event& event) { return !IsIn(event, every); });
  }
}

}  // namespace handoff::trace
