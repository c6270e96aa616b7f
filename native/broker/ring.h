// SPDX-License-Identifier: MIT
/// A bounded queue between one producer and one consumer of different processes, in shared memory.
///
/// All bits zero is the valid first state. Positions only grow (64 bits) and are checked before
/// use, so that a damaged segment gives an error instead of an access outside.
///
/// Threads: Push from the producing thread, Pop from the consuming one. Reset and SkipAll only
/// while the other side is surely dead or not yet born.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>

namespace handoff::broker {

template <class T, uint32_t kSlots>
class SpscRing {
  static_assert((kSlots & (kSlots - 1)) == 0, "a power of two");
  static_assert(std::is_trivially_copyable_v<T>);
  static_assert(std::atomic<uint64_t>::is_always_lock_free);

 public:
  /// @return false when full.
  bool Push(const T& item) {
    const uint64_t tail = tail_.load(std::memory_order_relaxed);
    // Sync: the consumer's release of head_ makes its reads of the slot precede our overwrite.
    if (tail - head_.load(std::memory_order_acquire) >= kSlots) {
      return false;
    }
    slots_[tail % kSlots] = item;
    // Sync: publishes the slot, and everything this thread wrote before, to the consumer.
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  /// @return false when empty.
  bool Pop(T* item) {
    const uint64_t head = head_.load(std::memory_order_relaxed);
    const uint64_t waiting = tail_.load(std::memory_order_acquire) - head;
    if (waiting == 0 || waiting > kSlots) {
      return false;
    }
    *item = slots_[head % kSlots];
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

  bool IsEmpty() const {
    return tail_.load(std::memory_order_acquire) == head_.load(std::memory_order_relaxed);
  }

  /// How many were ever pushed: a commit counter for what was written before the push.
  uint64_t Pushed() const {
    return tail_.load(std::memory_order_acquire);
  }

  /// Producer, with a dead consumer: takes back what nobody popped.
  void SkipAll() {
    head_.store(tail_.load(std::memory_order_relaxed), std::memory_order_release);
  }

 private:
  alignas(64) std::atomic<uint64_t> head_;
  alignas(64) std::atomic<uint64_t> tail_;
  alignas(64) T slots_[kSlots];
};

}  // namespace handoff::broker
