// SPDX-License-Identifier: MIT
#include "native/sqlserver/windows_events.h"

#include <algorithm>
#include <cwchar>

#include "native/platform/win32/handle.h"

namespace handoff::sqlserver {
namespace {

using platform::Narrow;

constexpr wchar_t kSource[] = L"SQLVDI";
/// The largest buffer that ReadEventLog takes.
constexpr DWORD kChunkBytes = 0x7ffff;
constexpr DWORD kIdMask = 0xFFFF;

LoggedEvent EventOf(const EVENTLOGRECORD& record) {
  LoggedEvent event = {record.TimeGenerated, record.EventID & kIdMask,
                       record.EventType == EVENTLOG_ERROR_TYPE, ""};
  const auto* text = reinterpret_cast<const wchar_t*>(reinterpret_cast<const BYTE*>(&record) +
                                                      record.StringOffset);
  for (WORD i = 0; i < record.NumStrings; ++i) {
    event.text += (i == 0 ? "" : " ") + Narrow(text);
    text += std::wcslen(text) + 1;
  }
  return event;
}

bool IsVdi(const EVENTLOGRECORD& record) {
  const auto* source = reinterpret_cast<const wchar_t*>(&record + 1);
  return _wcsicmp(source, kSource) == 0;
}

}  // namespace

std::vector<LoggedEvent> ReadVdiEvents(int64_t since_seconds, std::string* problem) {
  std::vector<LoggedEvent> events;
  const HANDLE log = OpenEventLogW(nullptr, L"Application");
  if (log == nullptr) {
    *problem = "The application event log cannot be opened: Windows error " +
               std::to_string(GetLastError()) + ".";
    return events;
  }
  std::vector<BYTE> chunk(kChunkBytes);
  DWORD got = 0;
  DWORD needed = 0;
  uint32_t seen = 0;
  bool is_too_old = false;
  while (!is_too_old && seen < kEventsReadMax &&
         ReadEventLogW(log, EVENTLOG_SEQUENTIAL_READ | EVENTLOG_BACKWARDS_READ, 0, chunk.data(),
                       kChunkBytes, &got, &needed)) {
    DWORD at = 0;
    while (at + sizeof(EVENTLOGRECORD) <= got && !is_too_old) {
      const auto& record = *reinterpret_cast<const EVENTLOGRECORD*>(chunk.data() + at);
      if (record.Length < sizeof(EVENTLOGRECORD)) {
        break;
      }
      is_too_old = static_cast<int64_t>(record.TimeGenerated) < since_seconds;
      if (!is_too_old && IsVdi(record)) {
        events.push_back(EventOf(record));
      }
      at += record.Length;
      ++seen;
    }
  }
  CloseEventLog(log);
  std::reverse(events.begin(), events.end());
  return events;
}

}  // namespace handoff::sqlserver
