// SPDX-License-Identifier: MIT
#include "native/embedded/statement_messages.h"

#include <cstdio>
#include <cstring>

#include "native/embedded/mtf.h"
#include "native/platform/file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::embedded {

namespace {

constexpr int32_t kInformation = 10;
constexpr int32_t kError = 16;

const char* Verb(bool is_backup) {
  return is_backup ? "BACKUP DATABASE" : "RESTORE DATABASE";
}

const char* WordsOf(uint32_t code) {
  switch (code) {
    case vdi::ERROR_INVALID_HANDLE:
      return "the handle is not valid";
    case vdi::ERROR_WRITE_FAULT:
      return "the device could not be written";
    case vdi::ERROR_READ_FAULT:
      return "the device could not be read";
    case vdi::ERROR_HANDLE_EOF:
      return "the end of the data was reached";
    case vdi::ERROR_NOT_SUPPORTED:
      return "the command is not supported";
    case vdi::ERROR_DISK_FULL:
    case vdi::ERROR_HANDLE_DISK_FULL:
      return "there is no space left on the disk";
    case vdi::ERROR_OPERATION_ABORTED:
      return "the operation was aborted by the other side or a thread's end";
    case vdi::ERROR_IO_DEVICE:
      return "the device reported an I/O error";
    case vdi::ERROR_NO_SYSTEM_RESOURCES:
      return "the device's command queue is full";
    default:
      return "no text for this code";
  }
}

std::string Quoted(const std::string& name) {
  return "\"" + name + "\"";
}

}  // namespace

std::string OsErrorText(uint32_t code) {
  return std::to_string(code) + " (" + WordsOf(code) + ")";
}

std::string ProblemText(const Problem& problem) {
  if (problem.error_number == 0)
    return problem.file.empty() ? problem.text : Quoted(problem.file) + ": " + problem.text;
  const std::string text = platform::ErrorText(problem.error_number);
  return Quoted(problem.file) + ": operating system error " + std::to_string(problem.error_number) +
         " (" + text + ").";
}

ServerMessage CannotOpenSet(const std::string& name, const std::string& why) {
  return {3201, kError, "Cannot open backup device " + Quoted(name) + ": " + why, kNoDevice};
}

ServerMessage CannotOpenFile(const Problem& problem) {
  return {3201, kError, "Cannot open " + ProblemText(problem), kNoDevice};
}

ServerMessage BadConfiguration(const std::string& why) {
  return {3261, kError, "The virtual device configuration cannot be used: " + why, kNoDevice};
}

ServerMessage TransferFailed(bool is_backup, const std::string& device, uint32_t code,
                             int32_t index) {
  return {is_backup ? 3202 : 3203, kError,
          std::string(is_backup ? "Write to " : "Read from ") + Quoted(device) +
              " failed: operating system error " + OsErrorText(code) + ".",
          index};
}

ServerMessage SourceFailed(const Problem& problem, int32_t index) {
  return {3271, kError, "The database's data cannot be read: " + ProblemText(problem), index};
}

ServerMessage SinkFailed(int32_t number, const Problem& problem, int32_t index) {
  return {number, kError, ProblemText(problem), index};
}

ServerMessage DeviceAborted(bool is_backup, const std::string& device, int32_t index) {
  return {18210, kError,
          std::string("BackupIoRequest: ") + (is_backup ? "write" : "read") +
              " failure on device " + Quoted(device) + ", operating system error " +
              OsErrorText(vdi::ERROR_OPERATION_ABORTED) + ".",
          index};
}

ServerMessage CommandFailed(const std::string& device, const std::string& command, uint32_t code,
                            int32_t index) {
  return {18210, kError,
          "BackupVirtualDeviceFile: " + command + " failure on device " + Quoted(device) +
              ", operating system error " + OsErrorText(code) + ".",
          index};
}

ServerMessage StatementAborted() {
  return {3204, kError, "The statement was aborted by the server.", kNoDevice};
}

ServerMessage PercentProcessed(uint64_t percent) {
  return {3211, kInformation, std::to_string(percent) + " percent done.", kNoDevice};
}

ServerMessage PagesProcessed(const std::string& device, uint64_t bytes, int32_t index) {
  return {4035, kInformation,
          std::to_string(bytes / mtf::kPageBytes) + " pages went through device " + Quoted(device) +
              ".",
          index};
}

ServerMessage StatementSucceeded(bool is_backup, uint64_t bytes, double seconds) {
  char text[160];
  const double megabytes = static_cast<double>(bytes) / (1024.0 * 1024.0);
  std::snprintf(text, sizeof(text), "%s has finished: %llu pages in %.3f seconds (%.3f MB/s).",
                Verb(is_backup), static_cast<unsigned long long>(bytes / mtf::kPageBytes), seconds,
                seconds > 0 ? megabytes / seconds : 0.0);
  return {3014, kInformation, text, kNoDevice};
}

ServerMessage StatementTerminated(bool is_backup) {
  return {3013, kError, std::string(Verb(is_backup)) + " ends abnormally.", kNoDevice};
}

ServerMessage BackupNotCompleted() {
  return {3041, kError, "The backup was not completed; see the messages before this one.",
          kNoDevice};
}

}  // namespace handoff::embedded
