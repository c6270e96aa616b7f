// SPDX-License-Identifier: MIT
/// One statement of the embedded server as a program, for tests where the statement cannot run in
/// the test's own process (Windows).
///
///   embedded_server generate BYTES SEED | replay PREFIX | into PREFIX | compare PREFIX
///                   SET DEVICES [abort-at]
///
/// File i is PREFIX.i. Messages on stdout; exit status 0 when the statement succeeded.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "native/embedded/statement.h"

namespace {

using handoff::embedded::DatabaseSpec;
using handoff::embedded::ServerFault;
using handoff::embedded::ServerMessage;
using handoff::embedded::SinkSpec;
using handoff::embedded::Statement;

std::vector<std::string> Names(const std::string& first, const std::string& prefix,
                               uint32_t count) {
  std::vector<std::string> names;
  for (uint32_t i = 0; i < count; ++i) {
    names.push_back(i == 0 && !first.empty() ? first : prefix + std::to_string(i));
  }
  return names;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  const std::string action = given.empty() ? "" : given[0];
  const size_t rest = action == "generate" ? 3 : 2;
  if (given.size() < rest + 2) {
    std::fputs(
        "usage: embedded_server generate BYTES SEED|replay|into|compare PREFIX SET DEVICES\n",
        stderr);
    return 2;
  }
  const auto devices = static_cast<uint32_t>(std::atoi(given[rest + 1].c_str()));
  Statement statement;
  statement.device_names = Names(given[rest], given[rest], devices);
  statement.buffer_count = devices * 4;
  statement.is_backup = action == "generate" || action == "replay";
  const std::vector<std::string> files = Names("", given[1] + ".", devices);
  if (action == "generate") {
    statement.database.bytes = std::strtoull(given[1].c_str(), nullptr, 10);
    statement.database.seed = std::strtoull(given[2].c_str(), nullptr, 10);
  } else if (action == "replay") {
    statement.database.kind = DatabaseSpec::Kind::kReplay;
    statement.database.files = files;
  } else {
    statement.sink.kind = action == "into" ? SinkSpec::Kind::kInto : SinkSpec::Kind::kCompare;
    statement.sink.files = files;
  }
  if (given.size() > rest + 2) {
    statement.faults.push_back(
        {ServerFault::Kind::kAbort, std::strtoull(given[rest + 2].c_str(), nullptr, 10)});
  }
  const auto verdict = handoff::embedded::RunStatement(statement, [](const ServerMessage& message) {
    std::printf("%d %s\n", message.number, message.text.c_str());
  });
  return verdict.ok ? 0 : 1;
}
