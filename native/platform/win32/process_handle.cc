// SPDX-License-Identifier: MIT
#include "native/platform/process_handle.h"

#include <cerrno>
#include <utility>

#include "native/platform/deadline.h"
#include "native/platform/win32/handle.h"

namespace handoff::platform {
namespace {

HANDLE HandleOf(intptr_t object) {
  return reinterpret_cast<HANDLE>(object);
}

/// Null, and the pseudo handle -1, are none.
intptr_t ObjectOf(HANDLE handle) {
  return handle == nullptr ? -1 : reinterpret_cast<intptr_t>(handle);
}

constexpr DWORD kNoSuchProcess = ERROR_INVALID_PARAMETER;

}  // namespace

Alarm::Alarm() : object_(ObjectOf(CreateEventW(nullptr, TRUE, FALSE, nullptr))) {}

Alarm::~Alarm() {
  if (object_ != -1) {
    CloseHandle(HandleOf(object_));
  }
}

void Alarm::Raise() {
  is_raised_.store(true, std::memory_order_release);
  if (object_ != -1) {
    SetEvent(HandleOf(object_));
  }
}

ProcessHandle::~ProcessHandle() {
  if (IsOpen()) {
    CloseHandle(HandleOf(object_));
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
  process.object_ = ObjectOf(OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, pid));
  if (!process.IsOpen()) {
    errno = GetLastError() == kNoSuchProcess ? ESRCH : EPERM;
  }
  return process;
}

void ProcessHandle::KillAndWait() const {
  TerminateProcess(HandleOf(object_), 1);
  WaitForSingleObject(HandleOf(object_), kWaitForever);
}

bool ProcessHandle::WaitForEnd(uint32_t timeout_ms, const Alarm& alarm) const {
  const HANDLE waits[2] = {HandleOf(object_), HandleOf(alarm.object_)};
  const DWORD count = alarm.object_ == -1 ? 1 : 2;
  return WaitForMultipleObjects(count, waits, FALSE, timeout_ms) == WAIT_OBJECT_0;
}

}  // namespace handoff::platform
