// SPDX-License-Identifier: MIT
#include "native/trace/scan.h"

#include <algorithm>
#include <bit>

namespace handoff::trace {

namespace {

constexpr uint32_t kSlotsMax = 4096;
/// Of all devices together: 2.25 MiB.
constexpr uint32_t kSlotsOfAll = 32768;
/// Candidates of one turn before only the slowest of them are kept.
constexpr size_t kCandidatesMax = 4 * Scan::kSlowestMax;

uint64_t TotalOf(const SlowCommand& command) {
  return command.completed_ns - command.received_ns;
}

/// A power of two: sequences of 32 bits may begin anew.
uint32_t SlotsOf(uint32_t device_count) {
  return std::min(kSlotsMax, std::bit_floor(kSlotsOfAll / std::max(1u, device_count)));
}

/// Events of a command's life that are looked at here; others have no number, or not this one's.
bool IsOfCommand(const Event& event) {
  return event.kind >= EventKind::kReceived && event.kind <= EventKind::kCompleted;
}

}  // namespace

Scan::Scan(uint32_t device_count)
    : device_count_(device_count),
      slots_(SlotsOf(device_count)),
      commands_(size_t{device_count} * slots_),
      newest_(new std::atomic<uint32_t>[device_count]()) {}

SlowCommand& Scan::SlotOf(uint32_t device, uint32_t sequence) {
  return commands_[size_t{device} * slots_ + sequence % slots_];
}

void Scan::Take(const Event& event) {
  if (event.kind == EventKind::kSecondaryLost || event.kind == EventKind::kSecondaryReplaced) {
    NoteGap(event);
    return;
  }
  if (event.device >= device_count_ || !IsOfCommand(event)) {
    return;
  }
  SlowCommand& slot = SlotOf(event.device, event.sequence);
  const auto age = static_cast<int32_t>(slot.sequence - event.sequence);
  if (age > 0) {
    return;
  }
  if (age < 0) {
    slot = {};
    slot.sequence = event.sequence;
    slot.device = event.device;
  }
  switch (event.kind) {
    case EventKind::kReceived:
      slot.received_ns = event.time_ns;
      slot.command = event.code;
      newest_[event.device].store(event.code, std::memory_order_relaxed);
      break;
    case EventKind::kLeased:
      slot.leased_ns = event.time_ns;
      break;
    case EventKind::kMapped:
      slot.mapped_ns = event.time_ns;
      slot.map_ns = event.code;
      break;
    case EventKind::kMoved:
      slot.moved_ns = event.time_ns;
      break;
    case EventKind::kCompleted:
      slot.completed_ns = event.time_ns;
      Consider(slot);
      break;
    default:
      break;
  }
}

void Scan::Consider(const SlowCommand& command) {
  if (command.received_ns == 0 || command.completed_ns < command.received_ns ||
      TotalOf(command) <= bar_ns_) {
    return;
  }
  fresh_.push_back({TotalOf(command), command.sequence, command.device});
  if (fresh_.size() > kCandidatesMax) {
    std::sort(fresh_.begin(), fresh_.end(), [](const Candidate& one, const Candidate& other) {
      return one.total_ns > other.total_ns;
    });
    fresh_.resize(kSlowestMax);
  }
}

void Scan::EndTurn() {
  Judge();
  std::swap(ripe_, fresh_);
}

void Scan::Finish() {
  EndTurn();
  EndTurn();
}

void Scan::Judge() {
  if (ripe_.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  for (const Candidate& candidate : ripe_) {
    const SlowCommand& slot = SlotOf(candidate.device, candidate.sequence);
    if (slot.sequence == candidate.sequence) {
      slowest_.push_back(slot);
    }
  }
  ripe_.clear();
  std::stable_sort(slowest_.begin(), slowest_.end(),
                   [](const SlowCommand& one, const SlowCommand& other) {
                     return TotalOf(one) > TotalOf(other);
                   });
  slowest_.resize(std::min(slowest_.size(), kSlowestMax));
  bar_ns_ = slowest_.size() < kSlowestMax ? 0 : TotalOf(slowest_.back());
}

void Scan::NoteGap(const Event& event) {
  const std::lock_guard lock(mutex_);
  if (event.kind == EventKind::kSecondaryLost) {
    gaps_.push_back({event.time_ns, 0});
    if (gaps_.size() > kGapsMax) {
      gaps_.erase(gaps_.begin());
    }
  } else if (!gaps_.empty()) {
    gaps_.back().replaced_ns = event.time_ns;
  }
}

std::vector<SlowCommand> Scan::Slowest() const {
  const std::lock_guard lock(mutex_);
  return slowest_;
}

std::vector<Gap> Scan::Gaps() const {
  const std::lock_guard lock(mutex_);
  return gaps_;
}

uint32_t Scan::NewestCommand(uint32_t device) const {
  return newest_[device].load(std::memory_order_relaxed);
}

}  // namespace handoff::trace
