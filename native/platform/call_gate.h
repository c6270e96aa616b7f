// SPDX-License-Identifier: MIT
/// Keeps Close from pulling the memory away under calls that are still inside a set object.
///
/// A call that waits for a bell reads the bell first, then asks IsOpen, then waits: the one who
/// shuts the gate rings afterwards, and the other way round that ring may be the one that was read.
///
/// Threads: Enter and Leave from any; Open and Shut from one at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace handoff::platform {

class CallGate {
 public:
  bool IsOpen() const {
    return is_open_.load(std::memory_order_seq_cst);
  }
  void Open() {
    is_open_.store(true, std::memory_order_seq_cst);
  }
  /// Lets nobody in any more. Blocked calls must be woken between this and WaitUntilEmpty.
  void Shut() {
    is_open_.store(false, std::memory_order_seq_cst);
  }
  bool IsEmpty() const {
    return calls_.load(std::memory_order_seq_cst) == 0;
  }
  /// Waits until all have left; they are awake, so this is short.
  void WaitUntilEmpty() const {
    while (calls_.load(std::memory_order_seq_cst) != 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }

  /// One call's stay. Sequentially consistent: either the call sees the gate shut, or the one who
  /// shuts it sees the call.
  class Stay {
   public:
    explicit Stay(CallGate* gate) : gate_(gate) {
      gate_->calls_.fetch_add(1, std::memory_order_seq_cst);
      is_inside_ = gate_->IsOpen();
    }
    ~Stay() {
      gate_->calls_.fetch_sub(1, std::memory_order_seq_cst);
    }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    bool IsInside() const {
      return is_inside_;
    }

   private:
    CallGate* gate_;
    bool is_inside_;
  };

 private:
  std::atomic<bool> is_open_{false};
  std::atomic<uint32_t> calls_{0};
};

}  // namespace handoff::platform
