// SPDX-License-Identifier: MIT
#include "native/broker/controller.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "native/trace/trace.h"

namespace handoff::broker {

namespace {

constexpr uint64_t kNsPerMs = 1'000'000;
/// Stages that slow motion may be behind: sleeping is exact to a millisecond.
constexpr uint64_t kCatchUpMax = 4;

/// How often breakpoints stopped a command.
uint64_t StopsOf(const Control& control) {
  uint64_t stops = 0;
  for (const SharedBreakpoint& each : control.breakpoints) {
    stops += each.Read().does_stop != 0 ? each.hits.load(std::memory_order_relaxed) : 0;
  }
  return stops;
}

HeldCommand Copy(uint32_t device, const HeldSlot& slot) {
  return {device,
          slot.sequence.load(std::memory_order_relaxed),
          slot.stage.load(std::memory_order_relaxed),
          slot.breakpoint.load(std::memory_order_relaxed),
          slot.command.load(std::memory_order_relaxed),
          slot.size.load(std::memory_order_relaxed),
          slot.handle.load(std::memory_order_relaxed),
          slot.position.load(std::memory_order_relaxed),
          slot.since_ns.load(std::memory_order_relaxed)};
}

}  // namespace

Controller::Controller(Segment* segment, std::function<void(uint32_t)> wake,
                       std::function<void()> on_change)
    : segment_(segment),
      control_(&segment->header()->control),
      wake_(std::move(wake)),
      on_change_(std::move(on_change)) {}

Controller::~Controller() {
  Close();
}

void Controller::Begin() {
  if (!thread_.joinable() && !is_closing_.load(std::memory_order_relaxed)) {
    thread_ = std::thread([this] { Loop(); });
  }
}

void Controller::Pause(uint32_t stages) {
  Begin();
  control_->pace_ns.store(0, std::memory_order_relaxed);
  control_->HoldAt(stages & kAllStages);
  control_->bell.Ring();
}

void Controller::Run() {
  LetGo(trace::NowNs(), StopsOf(*control_));
}

void Controller::RunTo(uint32_t index, const Breakpoint& breakpoint) {
  if (index >= kBreakpointsMax) {
    return;
  }
  SetBreakpoint(index, nullptr);  // Its hits begin at 0 before they are counted.
  const uint64_t from_ns = trace::NowNs();
  const uint64_t stops = StopsOf(*control_);
  SetBreakpoint(index, &breakpoint);
  LetGo(from_ns, stops);
}

void Controller::LetGo(uint64_t from_ns, uint64_t stops) {
  control_->pace_ns.store(0, std::memory_order_relaxed);
  control_->HoldAt(0);
  GoAll(from_ns);
  // Sync: a thread counts its hit before it makes all others stop. If HoldAt(0) undid that, the hit
  // is seen here, else the thread's word is the later one and holds.
  if (StopsOf(*control_) != stops) {
    control_->HoldAt(kAllStages);
  }
  control_->bell.Ring();
}

void Controller::Pace(uint64_t pace_ns) {
  Begin();
  control_->HoldAt(kAllStages);
  control_->pace_ns.store(std::max(pace_ns, kPaceNsMin), std::memory_order_relaxed);
  control_->bell.Ring();
}

void Controller::SetBreakpoint(uint32_t index, const Breakpoint* breakpoint) {
  if (index >= kBreakpointsMax) {
    return;
  }
  SharedBreakpoint& shared = control_->breakpoints[index];
  shared.is_armed.store(0, std::memory_order_release);
  shared.hits.store(0, std::memory_order_relaxed);
  if (breakpoint != nullptr) {
    Begin();
    shared.Write(*breakpoint);
    // Sync: who sees it armed sees what it asks.
    shared.is_armed.store(1, std::memory_order_release);
  }
  uint32_t stages = 0;
  for (const SharedBreakpoint& each : control_->breakpoints) {
    stages |= each.is_armed.load(std::memory_order_relaxed) != 0 ? each.Read().stages : 0;
  }
  control_->LookAt(stages);
}

bool Controller::Find(uint32_t device, uint32_t sequence, uint32_t* slot) const {
  if (device >= segment_->device_count()) {
    return false;
  }
  const DeviceChannel& channel = *segment_->device(device);
  for (*slot = 0; *slot < kHeldMax; ++*slot) {
    const HeldSlot& held = channel.held[*slot];
    if (held.state.load(std::memory_order_acquire) == HeldSlot::kHeld &&
        held.sequence.load(std::memory_order_relaxed) == sequence) {
      return true;
    }
  }
  return false;
}

void Controller::GoSlot(uint32_t device, uint32_t slot) {
  DeviceChannel& channel = *segment_->device(device);
  uint32_t held = HeldSlot::kHeld;
  channel.held[slot].go_ns.store(trace::NowNs(), std::memory_order_relaxed);
  if (!channel.held[slot].state.compare_exchange_strong(held, HeldSlot::kGo,
                                                        std::memory_order_seq_cst)) {
    return;
  }
  if (slot >= kHeldWorkerFirst) {
    channel.hold_bell.Ring();
  } else {
    wake_(device);
  }
}

bool Controller::Go(uint32_t device, uint32_t sequence) {
  uint32_t slot = 0;
  if (!Find(device, sequence, &slot)) {
    return false;
  }
  GoSlot(device, slot);
  return true;
}

bool Controller::Inject(uint32_t device, uint32_t sequence, uint32_t faults) {
  uint32_t slot = 0;
  if (!Find(device, sequence, &slot) || slot >= kHeldWorkerFirst) {
    return false;
  }
  segment_->device(device)->held[slot].faults.fetch_or(faults, std::memory_order_acq_rel);
  return true;
}

void Controller::GoAll(uint64_t from_ns) {
  for (uint32_t device = 0; device < segment_->device_count(); ++device) {
    for (uint32_t slot = 0; slot < kHeldMax; ++slot) {
      const HeldSlot& held = segment_->device(device)->held[slot];
      if (held.state.load(std::memory_order_seq_cst) != HeldSlot::kHeld) {
        continue;
      }
      const bool is_stopped = held.breakpoint.load(std::memory_order_relaxed) != 0 &&
                              held.since_ns.load(std::memory_order_relaxed) >= from_ns;
      if (!is_stopped) {
        GoSlot(device, slot);
      }
    }
  }
}

std::vector<HeldCommand> Controller::Held() const {
  std::vector<HeldCommand> held;
  for (uint32_t device = 0; device < segment_->device_count(); ++device) {
    const DeviceChannel& channel = *segment_->device(device);
    for (const HeldSlot& slot : channel.held) {
      if (slot.state.load(std::memory_order_acquire) == HeldSlot::kHeld) {
        held.push_back(Copy(device, slot));
      }
    }
  }
  std::sort(held.begin(), held.end(), [](const HeldCommand& a, const HeldCommand& b) {
    return std::tie(a.sequence, a.device, b.stage) < std::tie(b.sequence, b.device, a.stage);
  });
  return held;
}

ControlLook Controller::Look() {
  // Before the looking: what changes from here on is told again.
  is_told_.store(false, std::memory_order_seq_cst);
  ControlLook look = {};
  look.hold_stages =
      static_cast<uint32_t>(control_->watched.load(std::memory_order_relaxed)) & kAllStages;
  look.pace_ns = control_->pace_ns.load(std::memory_order_relaxed);
  look.held = Held();
  if (look.held.size() > kHeldShownMax) {
    look.held.resize(kHeldShownMax);
  }
  for (uint32_t i = 0; i < kBreakpointsMax; ++i) {
    const SharedBreakpoint& shared = control_->breakpoints[i];
    look.breakpoints[i] = {shared.is_armed.load(std::memory_order_relaxed) != 0,
                           shared.hits.load(std::memory_order_relaxed)};
  }
  return look;
}

bool Controller::GoOldest() {
  const std::vector<HeldCommand> held = Held();
  return !held.empty() && Go(held.front().device, held.front().sequence);
}

void Controller::Loop() {
  uint64_t next_ns = 0;
  for (;;) {
    // Read before the question whether to end: Close rings after its answer changed, and a ring
    // that was read already would wake nobody.
    const uint32_t seen = control_->bell.Read();
    if (is_closing_.load(std::memory_order_acquire)) {
      return;
    }
    const uint64_t pace_ns = control_->pace_ns.load(std::memory_order_relaxed);
    uint32_t wait_ms = platform::kWaitForever;
    if (pace_ns != 0) {
      const uint64_t now_ns = trace::NowNs();
      // Who is a little late catches up, who had nothing to let go begins a new count.
      if (next_ns + kCatchUpMax * pace_ns < now_ns) {
        next_ns = now_ns;
      }
      while (next_ns <= now_ns && GoOldest()) {
        next_ns += pace_ns;
      }
      if (next_ns > now_ns) {
        wait_ms = static_cast<uint32_t>((next_ns - now_ns + kNsPerMs - 1) / kNsPerMs);
      }
    }
    if (!is_told_.exchange(true, std::memory_order_seq_cst)) {
      on_change_();
    }
    control_->bell.Wait(seen, wait_ms);
  }
}

void Controller::Close() {
  if (is_closing_.exchange(true, std::memory_order_acq_rel)) {
    return;
  }
  Run();
  if (thread_.joinable()) {
    thread_.join();
  }
}

}  // namespace handoff::broker
