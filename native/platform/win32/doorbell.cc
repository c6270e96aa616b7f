// SPDX-License-Identifier: MIT
/// Windows has no futex between processes. A sleeper therefore opens a named event for the count
/// that it waits to see the end of, and whoever moves the count on sets the event of the count
/// before. The event is set once and for good, so that every sleeper of that count wakes, and it
/// exists only while somebody sleeps.
#include "native/platform/doorbell.h"

#include <cstdio>

#include "native/platform/deadline.h"
#include "native/platform/random.h"
#include "native/platform/win32/handle.h"

namespace handoff::platform {
namespace {

/// Looks at the word before sleeping.
constexpr uint32_t kSpins = 200;

struct EventName {
  wchar_t text[64];
};

EventName NameOf(uint64_t bell, uint32_t count) {
  EventName name;
  std::swprintf(name.text, sizeof(name.text) / sizeof(wchar_t), L"Local\\handoff-bell-%016llX-%08X",
                static_cast<unsigned long long>(bell), static_cast<unsigned>(count));
  return name;
}

}  // namespace

void Doorbell::Ring() {
  // Sync point RING: as with the futex; either this thread sees the sleeper, or the sleeper sees
  // the new count. The sleeper has made its event, and the bell its number, before it is counted.
  const uint32_t before = rings_.fetch_add(1, std::memory_order_seq_cst);
  if (sleepers_.load(std::memory_order_seq_cst) == 0) {
    return;
  }
  const EventName name = NameOf(number_.load(std::memory_order_acquire), before);
  const OwnedHandle event(OpenEventW(EVENT_MODIFY_STATE, FALSE, name.text));
  if (event) {
    SetEvent(event.get());
  }
}

bool Doorbell::Wait(uint32_t seen, uint32_t timeout_ms) {
  for (uint32_t i = 0; i < kSpins; ++i) {
    if (rings_.load(std::memory_order_acquire) != seen) {
      return true;
    }
    YieldProcessor();
  }
  if (timeout_ms == 0) {
    return false;
  }
  uint64_t number = number_.load(std::memory_order_acquire);
  if (number == 0) {
    const uint64_t mine = RandomNumber() | 1;
    number =
        number_.compare_exchange_strong(number, mine, std::memory_order_acq_rel) ? mine : number;
  }
  const OwnedHandle event(CreateEventW(nullptr, TRUE, FALSE, NameOf(number, seen).text));
  const Deadline deadline(timeout_ms);
  sleepers_.fetch_add(1, std::memory_order_seq_cst);
  while (rings_.load(std::memory_order_seq_cst) == seen) {
    const uint32_t left_ms = deadline.RemainingMs();
    if (left_ms == 0) {
      break;
    }
    if (event) {
      WaitForSingleObject(event.get(), left_ms);
    } else {
      Sleep(1);  // No event to be had: the system is out of handles.
    }
  }
  sleepers_.fetch_sub(1, std::memory_order_relaxed);
  return rings_.load(std::memory_order_acquire) != seen;
}

}  // namespace handoff::platform
