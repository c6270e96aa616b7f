// SPDX-License-Identifier: MIT
#include "native/platform/process_watch.h"

#include <cstdlib>
#include <utility>

#include "native/platform/deadline.h"
#include "native/platform/win32/handle.h"

// After <windows.h>.
#include <tlhelp32.h>

namespace handoff::platform {
namespace {

/// What one wait takes, less the kick.
constexpr size_t kWatchedMax = MAXIMUM_WAIT_OBJECTS - 1;

uint64_t StartTimeOf(HANDLE process) {
  FILETIME created = {};
  FILETIME ignored = {};
  if (!GetProcessTimes(process, &created, &ignored, &ignored, &ignored)) {
    return 0;
  }
  return static_cast<uint64_t>(created.dwHighDateTime) << 32 | created.dwLowDateTime;
}

/// A handle of exactly this process; null when it is gone or its number belongs to another one now.
HANDLE OpenExactly(const ProcessId& process) {
  OwnedHandle handle(
      OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process.pid));
  if (!handle || (process.start_time != 0 && StartTimeOf(handle.get()) != process.start_time)) {
    return nullptr;
  }
  HANDLE kept = nullptr;
  DuplicateHandle(GetCurrentProcess(), handle.get(), GetCurrentProcess(), &kept, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  return kept;
}

}  // namespace

uint64_t ProcessStartTime(uint32_t pid) {
  const OwnedHandle handle(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid));
  return handle ? StartTimeOf(handle.get()) : 0;
}

ProcessId ThisProcess() {
  return ProcessId{GetCurrentProcessId(), StartTimeOf(GetCurrentProcess())};
}

uint32_t ParentPid() {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (snapshot == INVALID_HANDLE_VALUE) {
    return 0;
  }
  const OwnedHandle owned(snapshot);
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(snapshot, &entry); more;
       more = Process32NextW(snapshot, &entry)) {
    if (entry.th32ProcessID == GetCurrentProcessId()) {
      return entry.th32ParentProcessID;
    }
  }
  return 0;
}

void ExitNow(int code) {
  // ExitProcess would call the DLLs of a process whose threads it has just ended.
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
  std::abort();
}

void KillThisProcess() {
  TerminateProcess(GetCurrentProcess(), 1);
  std::abort();
}

bool IsAlive(const ProcessId& process) {
  const OwnedHandle handle(OpenExactly(process));
  return handle && WaitForSingleObject(handle.get(), 0) == WAIT_TIMEOUT;
}

ProcessWatch::ProcessWatch(std::function<void(uint32_t key)> on_death, uint32_t tick_ms,
                           std::function<void()> on_tick)
    : on_death_(std::move(on_death)),
      on_tick_(std::move(on_tick)),
      tick_ms_(tick_ms),
      kick_(CreateEventW(nullptr, FALSE, FALSE, nullptr)),
      thread_([this] { Run(); }) {}

ProcessWatch::~ProcessWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_stopping_ = true;
  }
  Kick();
  thread_.join();
  CloseHandle(kick_);
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
  SetEvent(kick_);
}

void ProcessWatch::TakeAdded(std::vector<Watched>* watched) {
  watched->insert(watched->end(), added_.begin(), added_.end());
  added_.clear();
}

void ProcessWatch::Run() {
  std::vector<Watched> watched;
  while (true) {
    DWORD timeout_ms = kWaitForever;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      TakeAdded(&watched);
      if (is_stopping_) {
        break;
      }
      timeout_ms = tick_ms_ == 0 ? kWaitForever : tick_ms_;
    }
    std::vector<HANDLE> handles = {kick_};
    bool is_any_gone = false;
    for (const Watched& one : watched) {
      is_any_gone = is_any_gone || one.process == nullptr;
      if (one.process != nullptr && handles.size() <= kWatchedMax) {
        handles.push_back(one.process);
      }
    }
    const DWORD woken = WaitForMultipleObjects(static_cast<DWORD>(handles.size()), handles.data(),
                                               FALSE, is_any_gone ? 0 : timeout_ms);
    if (woken == WAIT_TIMEOUT && !is_any_gone) {
      on_tick_();
      continue;
    }
    std::vector<Watched> living;
    for (const Watched& one : watched) {
      if (one.process != nullptr && WaitForSingleObject(one.process, 0) == WAIT_TIMEOUT) {
        living.push_back(one);
        continue;
      }
      OwnedHandle(one.process).Reset();
      on_death_(one.key);
    }
    watched = std::move(living);
  }
  for (const Watched& one : watched) {
    OwnedHandle(one.process).Reset();
  }
}

}  // namespace handoff::platform
