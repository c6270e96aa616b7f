// SPDX-License-Identifier: MIT
#include "native/trace/pump.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace handoff::trace {

namespace {

constexpr std::chrono::milliseconds kTurn{20};
constexpr std::chrono::milliseconds kTurnWhenBusy{5};
/// Lanes fill quickly when a turn found this part of one filled.
constexpr uint32_t kBusyPart = 8;
/// Events are looked at in pieces that stay in the first cache.
constexpr size_t kPieceEvents = 256;

}  // namespace

Pump::Pump(std::shared_ptr<Segment> segment, uint32_t device_count)
    : segment_(std::move(segment)), scan_(device_count), thread_([this] { Run(); }) {}

Pump::~Pump() {
  Stop();
}

void Pump::Record(std::shared_ptr<FileWriter> file) {
  const std::lock_guard lock(mutex_);
  file_ = std::move(file);
}

void Pump::Watch(bool is_watched) {
  const std::lock_guard lock(mutex_);
  is_watched_ = is_watched;
}

void Pump::Stop() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
    segment_ = nullptr;
  }
}

void Pump::Run() {
  last_turn_ns_ = NowNs();
  bool is_busy = false;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait_for(lock, is_busy ? kTurnWhenBusy : kTurn, [this] { return is_ending_; });
    const bool is_last = is_ending_;
    target_ = file_;
    is_sampling_ = is_watched_;
    lock.unlock();
    is_busy = Turn();
    if (target_ != nullptr) {
      target_->Seal(is_last);
    }
    lock.lock();
    if (is_last) {
      break;
    }
  }
  target_ = nullptr;
  file_ = nullptr;
  scan_.Finish();
}

bool Pump::Turn() {
  const uint64_t now_ns = NowNs();
  if (is_sampling_) {
    sample_.Begin(segment_->Waiting(), now_ns - last_turn_ns_);
  }
  last_turn_ns_ = now_ns;
  const uint32_t most = segment_->Take([this](const Event* events, size_t count) {
    std::array<Event, kPieceEvents> piece;
    for (size_t at = 0; at < count; at += piece.size()) {
      const size_t step = std::min(piece.size(), count - at);
      std::copy(events + at, events + at + step, piece.begin());
      TakePiece(piece.data(), step);
    }
  });
  scan_.EndTurn();
  recent_.EndTurn();
  if (is_sampling_) {
    sample_.End();
  }
  return most > segment_->EventsPerLane() / kBusyPart;
}

void Pump::TakePiece(const Event* events, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    scan_.Take(events[i]);
  }
  recent_.Add(events, count);
  failing_.Take(events, count);
  if (is_sampling_) {
    sample_.Add(events, count);
  }
  if (target_ != nullptr) {
    target_->Events(events, count);
  }
}

}  // namespace handoff::trace
