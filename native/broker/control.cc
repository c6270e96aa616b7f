// SPDX-License-Identifier: MIT
#include "native/broker/control.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "native/trace/trace.h"
#include "native/vdi/vdi.h"

namespace handoff::broker {

namespace {

constexpr uint32_t kCommandCodes = 32;

uint32_t CommandBit(uint32_t command) {
  // The finish of a medium is asked for by VDC_Complete.
  return command < kCommandCodes ? 1u << command : 1u << vdi::VDC_Complete;
}

}  // namespace

bool Breakpoint::Meets(uint32_t stage_bit, const CommandFacts& facts) const {
  const bool is_anywhere = position_from == INT64_MIN && position_to == INT64_MAX;
  const int64_t end = facts.position + std::max<int64_t>(1, facts.size);
  const bool is_there =
      is_anywhere || (facts.position >= 0 && end > position_from && facts.position < position_to);
  const bool is_code = code_rule == CodeRule::kAny ||
                       (code_rule == CodeRule::kEqual ? facts.code == code : facts.code != 0);
  return (stages & stage_bit) != 0 && (devices >> facts.device & 1) != 0 &&
         (commands == 0 || (commands & CommandBit(facts.command)) != 0) && facts.size >= size_min &&
         facts.size <= size_max && is_there && is_code && facts.latency_ns >= latency_min_ns &&
         (ordinal == 0 || ordinal == facts.ordinal);
}

void SharedBreakpoint::Write(const Breakpoint& breakpoint) {
  const auto source = std::bit_cast<std::array<uint64_t, kBreakpointWords>>(breakpoint);
  for (size_t i = 0; i < kBreakpointWords; ++i) {
    words[i].store(source[i], std::memory_order_relaxed);
  }
}

Breakpoint SharedBreakpoint::Read() const {
  std::array<uint64_t, kBreakpointWords> copy = {};
  for (size_t i = 0; i < kBreakpointWords; ++i) {
    copy[i] = words[i].load(std::memory_order_relaxed);
  }
  return std::bit_cast<Breakpoint>(copy);
}

void Control::HoldAt(uint32_t stages) {
  uint64_t bits = watched.load(std::memory_order_relaxed);
  while (!watched.compare_exchange_weak(bits, (bits >> 32 << 32) | stages,
                                        std::memory_order_seq_cst)) {
  }
}

void Control::LookAt(uint32_t stages) {
  uint64_t bits = watched.load(std::memory_order_relaxed);
  while (!watched.compare_exchange_weak(bits, uint64_t{stages} << 32 | (bits & 0xFFFFFFFFu),
                                        std::memory_order_seq_cst)) {
  }
}

bool HoldPoint::MayGo(uint32_t* faults) {
  if (slot_->state.load(std::memory_order_acquire) != HeldSlot::kGo) {
    return false;
  }
  *faults |= slot_->faults.exchange(0, std::memory_order_acq_rel);
  Leave();
  return true;
}

void HoldPoint::Leave() {
  if (std::exchange(is_held_, false)) {
    went_on_ns_ = trace::NowNs();
    is_news_ = false;
    slot_->state.store(HeldSlot::kFree, std::memory_order_release);
    control_->bell.Ring();
  }
}

bool HoldPoint::TakeNews(uint32_t* breakpoint) {
  *breakpoint = is_news_ ? slot_->breakpoint.load(std::memory_order_relaxed) : 0;
  return std::exchange(is_news_, false);
}

bool HoldPoint::Consult(uint32_t bit, uint32_t stage, const CommandFacts& facts, uint32_t* faults) {
  uint32_t stopped_by = 0;
  uint32_t struck = 0;
  bool is_met = false;
  for (uint32_t i = 0; i < kBreakpointsMax; ++i) {
    SharedBreakpoint& shared = control_->breakpoints[i];
    uint32_t armed = shared.is_armed.load(std::memory_order_acquire);
    if (armed == 0) {
      continue;
    }
    const Breakpoint breakpoint = shared.Read();
    if (!breakpoint.Meets(bit, facts)) {
      continue;
    }
    const bool is_once = breakpoint.is_once != 0 || breakpoint.faults != 0;
    if (is_once && !shared.is_armed.compare_exchange_strong(armed, 0, std::memory_order_acq_rel)) {
      continue;  // Another thread's command was the first.
    }
    shared.hits.fetch_add(1, std::memory_order_relaxed);
    control_->hits.fetch_add(1, std::memory_order_release);
    is_met = true;
    struck |= breakpoint.faults;
    if (breakpoint.does_stop != 0 && stopped_by == 0) {
      stopped_by = 1 + i;
    }
  }
  const bool is_held_here =
      (static_cast<uint32_t>(control_->watched.load(std::memory_order_relaxed)) & bit) != 0;
  if (stopped_by == 0 && !is_held_here) {
    *faults |= struck;
    if (is_met) {
      control_->bell.Ring();
    }
    return true;
  }
  Write(stage, stopped_by, struck, facts);
  if (stopped_by != 0) {
    control_->pace_ns.store(0, std::memory_order_relaxed);
    control_->HoldAt(kAllStages);
  }
  slot_->state.store(HeldSlot::kHeld, std::memory_order_seq_cst);
  const uint64_t watched = control_->watched.load(std::memory_order_seq_cst);
  if (stopped_by == 0 && (static_cast<uint32_t>(watched) & bit) == 0) {
    // Let go meanwhile by somebody who did not see the slot yet.
    slot_->state.store(HeldSlot::kFree, std::memory_order_relaxed);
    *faults |= slot_->faults.exchange(0, std::memory_order_relaxed);
    return true;
  }
  is_held_ = true;
  is_news_ = true;
  control_->bell.Ring();
  return false;
}

void HoldPoint::Write(uint32_t stage, uint32_t breakpoint, uint32_t faults,
                      const CommandFacts& facts) {
  slot_->stage.store(stage, std::memory_order_relaxed);
  slot_->breakpoint.store(breakpoint, std::memory_order_relaxed);
  slot_->faults.store(faults, std::memory_order_relaxed);
  slot_->sequence.store(facts.sequence, std::memory_order_relaxed);
  slot_->command.store(facts.command, std::memory_order_relaxed);
  slot_->size.store(facts.size, std::memory_order_relaxed);
  slot_->handle.store(facts.handle, std::memory_order_relaxed);
  slot_->position.store(facts.position, std::memory_order_relaxed);
  slot_->since_ns.store(trace::NowNs(), std::memory_order_relaxed);
}

}  // namespace handoff::broker
