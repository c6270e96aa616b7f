// SPDX-License-Identifier: MIT
#include "native/platform/process_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace handoff::platform {
namespace {

/// A watch for which no event could be had (too many open files) looks this often whether it is
/// wanted: nobody waits for ever for its end.
constexpr int kDeafSliceMs = 100;

int OpenPidfd(uint32_t pid) {
  return static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
}

/// The 22nd field of /proc/PID/stat; `state` gets the third. The name (second) may hold anything,
/// so counting starts after its closing parenthesis.
uint64_t ReadStat(uint32_t pid, char* state) {
  char path[32];
  std::snprintf(path, sizeof(path), "/proc/%u/stat", pid);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return 0;
  }
  char text[1024];
  const ssize_t length = read(fd, text, sizeof(text) - 1);
  close(fd);
  if (length <= 0) {
    return 0;
  }
  text[length] = '\0';
  const char* field = std::strrchr(text, ')');
  for (int i = 2; field != nullptr && i < 22; ++i) {
    field = std::strchr(field + 1, ' ');
    if (i == 2 && field != nullptr) {
      *state = field[1];
    }
  }
  return field == nullptr ? 0 : std::strtoull(field + 1, nullptr, 10);
}

/// A pidfd of exactly this process; -1 when it is gone or its pid belongs to another one now.
int OpenExactly(const ProcessId& process) {
  const int pidfd = OpenPidfd(process.pid);
  if (pidfd < 0) {
    return -1;
  }
  // The pidfd pins the process, so the start time read after it was opened is the pinned one's.
  const bool is_other =
      process.start_time != 0 && ProcessStartTime(process.pid) != process.start_time;
  if (is_other) {
    close(pidfd);
    return -1;
  }
  return pidfd;
}

}  // namespace

uint64_t ProcessStartTime(uint32_t pid) {
  char state = 0;
  return ReadStat(pid, &state);
}

ProcessId ThisProcess() {
  const uint32_t pid = static_cast<uint32_t>(getpid());
  return ProcessId{pid, ProcessStartTime(pid)};
}

uint32_t ParentPid() {
  return static_cast<uint32_t>(getppid());
}

void ExitNow(int code) {
  _exit(code);
}

void KillThisProcess() {
  kill(getpid(), SIGKILL);
  std::abort();
}

bool IsAlive(const ProcessId& process) {
  char state = 0;
  const uint64_t start_time = ReadStat(process.pid, &state);
  const bool is_same = process.start_time == 0 || start_time == process.start_time;
  return start_time != 0 && is_same && state != 'Z' && state != 'X';
}

ProcessWatch::ProcessWatch(std::function<void(uint32_t)> on_death, uint32_t tick_ms,
                           std::function<void()> on_tick)
    : on_death_(std::move(on_death)),
      on_tick_(std::move(on_tick)),
      tick_ms_(tick_ms),
      kick_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { Run(); }) {}

ProcessWatch::~ProcessWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_stopping_ = true;
  }
  Kick();
  thread_.join();
  close(kick_fd_);
}

void ProcessWatch::Watch(uint32_t key, const ProcessId& process) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    added_.push_back(Watched{key, OpenExactly(process)});
  }
  Kick();
}

void ProcessWatch::SetTick(uint32_t tick_ms) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tick_ms_ = tick_ms;
  }
  Kick();
}

void ProcessWatch::Kick() {
  const uint64_t one = 1;
  // Can only fail when the counter is full, and then the thread is woken anyway.
  [[maybe_unused]] const ssize_t written = write(kick_fd_, &one, sizeof(one));
}

void ProcessWatch::TakeAdded(std::vector<Watched>* watched) {
  for (const Watched& added : added_) {
    watched->push_back(added);
  }
  added_.clear();
}

void ProcessWatch::Run() {
  std::vector<Watched> watched;
  std::vector<pollfd> polled;
  int quiet_ms = 0;
  while (true) {
    int timeout_ms = -1;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (is_stopping_) {
        TakeAdded(&watched);
        break;
      }
      TakeAdded(&watched);
      timeout_ms = tick_ms_ == 0 ? -1 : static_cast<int>(tick_ms_);
    }
    polled.assign(1, pollfd{kick_fd_, POLLIN, 0});
    bool is_any_gone = false;
    for (const Watched& one : watched) {
      polled.push_back(pollfd{one.pidfd, POLLIN, 0});
      is_any_gone = is_any_gone || one.pidfd < 0;
    }
    int wait_ms = is_any_gone ? 0 : timeout_ms;
    if (kick_fd_ < 0 && (wait_ms < 0 || wait_ms > kDeafSliceMs)) {
      wait_ms = kDeafSliceMs;
    }
    const int ready = poll(polled.data(), polled.size(), wait_ms);
    if (ready == 0 && !is_any_gone) {
      quiet_ms += wait_ms;
      if (timeout_ms >= 0 && quiet_ms >= timeout_ms) {
        quiet_ms = 0;
        on_tick_();
      }
      continue;
    }
    quiet_ms = 0;
    if ((polled[0].revents & POLLIN) != 0) {
      uint64_t kicks = 0;
      [[maybe_unused]] const ssize_t bytes = read(kick_fd_, &kicks, sizeof(kicks));
    }
    std::vector<Watched> living;
    for (size_t i = 0; i < watched.size(); ++i) {
      const bool is_gone = watched[i].pidfd < 0 || (polled[i + 1].revents & POLLIN) != 0;
      if (!is_gone) {
        living.push_back(watched[i]);
        continue;
      }
      if (watched[i].pidfd >= 0) {
        close(watched[i].pidfd);
      }
      on_death_(watched[i].key);
    }
    watched = std::move(living);
  }
  for (const Watched& one : watched) {
    if (one.pidfd >= 0) {
      close(one.pidfd);
    }
  }
}

}  // namespace handoff::platform
