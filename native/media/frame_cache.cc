// SPDX-License-Identifier: MIT
#include "native/media/frame_cache.h"

#include <algorithm>
#include <cstring>

namespace handoff::media {

namespace {

/// Beside the frames decoded ahead: the one being read, and its neighbours for reads that run
/// ahead.
constexpr uint32_t kSlotsBeside = 6;

}  // namespace

FrameCache::FrameCache(uint32_t ahead, uint32_t frame_bytes, uint64_t frame_count, Decode decode)
    : ahead_(ahead),
      frame_bytes_(frame_bytes),
      frame_count_(frame_count),
      decode_(std::move(decode)),
      slots_(ahead * 2 + kSlotsBeside) {}

FrameCache::~FrameCache() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

FrameCache::Slot* FrameCache::Lookup(uint64_t index) {
  for (Slot& slot : slots_) {
    if (slot.state != State::kEmpty && slot.index == index) {
      return &slot;
    }
  }
  return nullptr;
}

FrameCache::Slot* FrameCache::Claim(uint64_t index, State state) {
  Slot* oldest = nullptr;
  for (Slot& slot : slots_) {
    const bool idle =
        slot.readers == 0 && slot.state != State::kLoading && slot.state != State::kWanted;
    if (idle && (oldest == nullptr || slot.used < oldest->used)) {
      oldest = &slot;
    }
  }
  if (oldest != nullptr) {
    oldest->state = state;
    oldest->index = index;
    oldest->code = 0;
    oldest->used = ++clock_;
  }
  return oldest;
}

bool FrameCache::Has(uint64_t index) {
  const std::lock_guard lock(mutex_);
  return Lookup(index) != nullptr;
}

void FrameCache::Load(std::unique_lock<std::mutex>* lock, uint32_t lane, Slot* slot) {
  slot->state = State::kLoading;
  const uint64_t index = slot->index;
  lock->unlock();
  if (slot->bytes == nullptr) {
    slot->bytes.reset(new (kAlignment) uint8_t[frame_bytes_]);
  }
  const uint32_t code = decode_(lane, index, slot->bytes.get());
  lock->lock();
  slot->code = code;
  slot->state = State::kReady;
  changed_.notify_all();
}

void FrameCache::WantAhead(uint64_t index) {
  if (threads_.empty()) {
    for (uint32_t i = 0; i < ahead_; ++i) {
      threads_.emplace_back([this, i] { RunAhead(i); });
    }
  }
  bool added = false;
  for (uint64_t next = index + 1; next <= index + ahead_ && next < frame_count_; ++next) {
    if (Lookup(next) == nullptr) {
      added |= Claim(next, State::kWanted) != nullptr;
    }
  }
  if (added) {
    wanted_.notify_all();
  }
}

uint32_t FrameCache::Copy(uint64_t index, uint32_t offset, uint8_t* out, uint32_t bytes) {
  std::unique_lock lock(mutex_);
  Slot* slot = Lookup(index);
  while (slot == nullptr) {
    slot = Claim(index, State::kWanted);
    if (slot == nullptr) {
      changed_.wait(lock);
      slot = Lookup(index);
    } else {
      wanted_.notify_one();
    }
  }
  ++slot->readers;
  slot->used = ++clock_;
  WantAhead(index);
  while (slot->state != State::kReady) {
    // The threads ahead take frames in order; this one is wanted now and by them first.
    changed_.wait(lock);
  }
  const uint32_t code = slot->code;
  lock.unlock();
  if (code == 0) {
    std::memcpy(out, slot->bytes.get() + offset, bytes);
  }
  lock.lock();
  if (code != 0 && slot->readers == 1) {
    slot->state = State::kEmpty;  // A damaged frame is tried again rather than remembered.
  }
  if (--slot->readers == 0) {
    changed_.notify_all();
  }
  return code;
}

void FrameCache::RunAhead(uint32_t lane) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    Slot* first = nullptr;
    for (Slot& slot : slots_) {
      if (slot.state == State::kWanted && (first == nullptr || slot.index < first->index)) {
        first = &slot;
      }
    }
    if (first == nullptr) {
      wanted_.wait(lock);
      continue;
    }
    Load(&lock, lane, first);
  }
}

}  // namespace handoff::media
