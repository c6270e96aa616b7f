// SPDX-License-Identifier: MIT
#include "native/platform/doorbell.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <ctime>

#include "native/platform/clock.h"

namespace handoff::platform {
namespace {

/// Looks at the word before sleeping: some 30 us where a pause takes 140 ns. Longer than a handoff
/// whose other side runs, short against what a sleep and a wake-up on another core cost.
constexpr uint32_t kSpinsMax = 200;
/// A thread whose spins keep failing gives up sooner, also when yielding then helps: the other side
/// shares the core, and a spin only keeps it from running.
constexpr uint32_t kSpinsMin = 10;
thread_local uint32_t spin_budget = kSpinsMax;
/// After that it lets others run on its core for so long before it sleeps. On two cores three
/// threads hand over to each other; going to sleep and being woken costs several times what
/// yielding does, most of all in a virtual machine, where an idle core is given back to the host.
constexpr uint64_t kYieldNsMax = 100'000;
/// Of a thread whose waits are longer than that anyway.
constexpr uint64_t kYieldNsMin = 2'000;
/// Away for so long: the core is wanted by somebody who has more to do, waiting by sleeping is
/// right.
constexpr uint64_t kYieldAwayNsMax = 200'000;
thread_local uint64_t yield_budget_ns = kYieldNsMax;

void Pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

uint32_t* WordOf(std::atomic<uint32_t>* word) {
  return reinterpret_cast<uint32_t*>(word);
}

timespec DeadlineAfter(uint32_t timeout_ms) {
  constexpr uint64_t kNsPerSecond = 1'000'000'000;
  const uint64_t end_ns = NowNs() + uint64_t{timeout_ms} * 1'000'000;
  return {static_cast<time_t>(end_ns / kNsPerSecond), static_cast<long>(end_ns % kNsPerSecond)};
}

/// @return true when the word changed from `seen` meanwhile.
bool YieldWhile(const std::atomic<uint32_t>& word, uint32_t seen) {
  const uint64_t start_ns = NowNs();
  uint64_t last_ns = start_ns;
  for (;;) {
    sched_yield();
    if (word.load(std::memory_order_acquire) != seen) {
      yield_budget_ns = kYieldNsMax;
      return true;
    }
    const uint64_t now_ns = NowNs();
    if (now_ns - start_ns > yield_budget_ns || now_ns - last_ns > kYieldAwayNsMax) {
      yield_budget_ns = yield_budget_ns / 2 > kYieldNsMin ? yield_budget_ns / 2 : kYieldNsMin;
      return false;
    }
    last_ns = now_ns;
  }
}

}  // namespace

void Doorbell::Ring() {
  // Sync point RING: everything written before is visible to whoever reads the new count (acquire
  // in Read and Wait). Sequentially consistent together with the waiter's sleepers_ increment:
  // either this thread sees the sleeper, or the sleeper sees the new count and does not sleep.
  rings_.fetch_add(1, std::memory_order_seq_cst);
  if (sleepers_.load(std::memory_order_seq_cst) != 0) {
    syscall(SYS_futex, WordOf(&rings_), FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  }
}

bool Doorbell::Wait(uint32_t seen, uint32_t timeout_ms) {
  for (uint32_t i = 0; i < spin_budget; ++i) {
    if (rings_.load(std::memory_order_acquire) != seen) {
      spin_budget = spin_budget * 2 < kSpinsMax ? spin_budget * 2 : kSpinsMax;
      return true;
    }
    Pause();
  }
  spin_budget = spin_budget / 2 > kSpinsMin ? spin_budget / 2 : kSpinsMin;
  if (timeout_ms == 0) {
    return rings_.load(std::memory_order_acquire) != seen;
  }
  if (YieldWhile(rings_, seen)) {
    return true;
  }

  const bool is_limited = timeout_ms != kWaitForever;
  const timespec deadline = is_limited ? DeadlineAfter(timeout_ms) : timespec{};
  bool has_rung = false;
  sleepers_.fetch_add(1, std::memory_order_seq_cst);
  while (true) {
    has_rung = rings_.load(std::memory_order_seq_cst) != seen;
    if (has_rung) {
      break;
    }
    const long result = syscall(SYS_futex, WordOf(&rings_), FUTEX_WAIT_BITSET, seen,
                                is_limited ? &deadline : nullptr, nullptr, FUTEX_BITSET_MATCH_ANY);
    if (result != 0 && errno == ETIMEDOUT) {
      has_rung = rings_.load(std::memory_order_acquire) != seen;
      break;
    }
  }
  sleepers_.fetch_sub(1, std::memory_order_relaxed);
  return has_rung;
}

}  // namespace handoff::platform
