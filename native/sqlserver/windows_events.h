// SPDX-License-Identifier: MIT
/// What SQL Server's client library wrote into the application event log (source SQLVDI).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace handoff::sqlserver {

struct LoggedEvent {
  int64_t at_seconds;  ///< since 1970, UTC
  uint32_t id;         ///< low 16 bits of the event's number
  bool is_error;
  std::string text;  ///< the event's insertion texts, joined by spaces
};

/// Most events that one question looks at, newest first.
inline constexpr uint32_t kEventsReadMax = 20'000;

/// Events of source SQLVDI at or after `since_seconds`, oldest first. Empty also where the log
/// cannot be read; `problem` then says why.
std::vector<LoggedEvent> ReadVdiEvents(int64_t since_seconds, std::string* problem);

}  // namespace handoff::sqlserver
