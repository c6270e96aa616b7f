// SPDX-License-Identifier: MIT
#include "native/platform/process_handle.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "native/platform/deadline.h"

namespace handoff::platform {

namespace {

constexpr uint32_t kDeafSliceMs = 100;

}  // namespace

Alarm::Alarm() : object_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Alarm::~Alarm() {
  if (object_ >= 0) {
    close(static_cast<int>(object_));
  }
}

void Alarm::Raise() {
  is_raised_.store(true, std::memory_order_release);
  const uint64_t one = 1;
  if (object_ >= 0) {
    [[maybe_unused]] const ssize_t written = write(static_cast<int>(object_), &one, sizeof one);
  }
}

ProcessHandle::~ProcessHandle() {
  if (IsOpen()) {
    close(static_cast<int>(object_));
  }
}

ProcessHandle::ProcessHandle(ProcessHandle&& other) noexcept
    : object_(std::exchange(other.object_, kNone)) {}

ProcessHandle& ProcessHandle::operator=(ProcessHandle&& other) noexcept {
  std::swap(object_, other.object_);
  return *this;
}

ProcessHandle ProcessHandle::Open(uint32_t pid) {
  ProcessHandle process;
  // Of a child, a dead process keeps its number until it is waited for: this then still works.
  process.object_ = syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0);
  return process;
}

void ProcessHandle::KillAndWait() const {
  const int pidfd = static_cast<int>(object_);
  syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
  pollfd wait = {pidfd, POLLIN, 0};
  while (poll(&wait, 1, -1) < 0 && errno == EINTR) {
  }
}

bool ProcessHandle::WaitForEnd(uint32_t timeout_ms, const Alarm& alarm) const {
  const Deadline deadline(timeout_ms);
  while (!alarm.IsRaised()) {
    pollfd waits[2] = {{static_cast<int>(object_), POLLIN, 0},
                       {static_cast<int>(alarm.object_), POLLIN, 0}};
    uint32_t wait_ms = deadline.RemainingMs();
    if (alarm.object_ < 0) {
      wait_ms = std::min(wait_ms, kDeafSliceMs);  // The alarm has no event: it is looked at.
    }
    // kWaitForever is poll's -1.
    const int ready = poll(waits, 2, static_cast<int>(wait_ms));
    if (ready > 0 && (waits[0].revents & POLLIN) != 0) {
      return true;
    }
    if ((ready == 0 && deadline.RemainingMs() == 0) || (ready < 0 && errno != EINTR)) {
      return false;
    }
  }
  return false;
}

}  // namespace handoff::platform
