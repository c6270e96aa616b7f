// SPDX-License-Identifier: MIT
/// The server's messages, with SQL Server's numbers and severities and our own words.
/// Source: VDI reference 10.3.
#pragma once

#include <cstdint>
#include <string>

#include "native/embedded/database.h"
#include "native/embedded/statement.h"

namespace handoff::embedded {

inline constexpr int32_t kNoDevice = -1;

/// "112 (the disk is full)": a completion code as messages quote it.
std::string OsErrorText(uint32_t code);

/// A problem's cause in words, errno included.
std::string ProblemText(const Problem& problem);

ServerMessage CannotOpenSet(const std::string& name, const std::string& why);
ServerMessage CannotOpenFile(const Problem& problem);
ServerMessage BadConfiguration(const std::string& why);
ServerMessage TransferFailed(bool is_backup, const std::string& device, uint32_t code,
                             int32_t index);
ServerMessage SourceFailed(const Problem& problem, int32_t index);
ServerMessage SinkFailed(int32_t number, const Problem& problem, int32_t index);
ServerMessage DeviceAborted(bool is_backup, const std::string& device, int32_t index);
ServerMessage CommandFailed(const std::string& device, const std::string& command, uint32_t code,
                            int32_t index);
ServerMessage StatementAborted();
ServerMessage PercentProcessed(uint64_t percent);
ServerMessage PagesProcessed(const std::string& device, uint64_t bytes, int32_t index);
ServerMessage StatementSucceeded(bool is_backup, uint64_t bytes, double seconds);
ServerMessage StatementTerminated(bool is_backup);
ServerMessage BackupNotCompleted();

}  // namespace handoff::embedded
